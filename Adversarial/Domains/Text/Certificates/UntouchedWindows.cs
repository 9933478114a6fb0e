namespace Scratch.Adversarial.Domains.Text.Certificates;

/// <summary>
/// The largest logit that is sure to be left among the windows that no edit touches, wherever the edits are made.
/// </summary>
/// <remarks>
/// <para>
/// An edit changes at most two neighbouring words, which it may join, and moves all words behind by −1, 0 or 1: whether
/// a window begins where windows of its size do is decided by how many words come before it. The attacker chooses the
/// places from left to right; what the rest can be brought down to depends on the first word that is left, on the
/// movement so far and on the edits that are left, so that dynamic programming finds the least exactly.
/// </para>
/// <para>
/// What was cut from a word of more than <see cref="TextGrams.LongestWord"/> characters belongs together: an edit
/// touches all of it. Windows that a shorter text would not have any more don't count.
/// </para>
/// </remarks>
internal sealed class UntouchedWindows
{
    private readonly WindowScale[] _scales;
    private readonly float[][] _logits; // of each scale that counts, and each first word
    private readonly int[] _first, _end; // of the words that an edit at a word touches
    private readonly int _words, _period, _edits;

    /// <summary>The windows of a text that was read, and that begins with a run of its own.</summary>
    /// <param name="everywhere">Has read the text with the same scales, of which each begins at every word.</param>
    /// <param name="scales">The detector's scales.</param>
    /// <param name="edits">How many edits are made at most.</param>
    public UntouchedWindows(TextScanner everywhere, IReadOnlyList<WindowScale> scales, int edits)
    {
        TextGrams grams = everywhere.Grams;
        (_words, _period, _edits) = (grams.Run(0).End, WindowScale.Period(scales), edits);
        _scales = [.. scales];
        _logits = [.. scales.Select(_ => Filled(_words))];
        for (int window = 0; window < everywhere.Windows.Count; window++)
        {
            (int first, int end, int scale) = everywhere.Windows[window];
            if (scale > 0 && end <= _words && _scales[scale - 1].Words < _words - edits)
            {
                _logits[scale - 1][first] = everywhere.Logits[window];
            }
        }
        (_first, _end) = (new int[_words], new int[_words]);
        for (int word = 0; word < _words; word++)
        {
            _first[word] = word > 0 && IsCut(word - 1) ? _first[word - 1] : word;
        }
        for (int word = _words - 1; word >= 0; word--)
        {
            int last = Math.Min(word + 1, _words - 1);
            _end[word] = last == word ? _words : IsCut(last) || IsCut(word) ? _end[last] : last + 1;
        }

        bool IsCut(int word) =>
            word + 1 < _words && grams.Position(word) + grams.WordLength(word) == grams.Position(word + 1);
    }

    /// <summary>The largest logit that is left of an untouched window; −∞ if none need be left.</summary>
    public float LowerBound()
    {
        float[] least = Rest([], 0);
        for (int round = 1; round <= _edits; round++)
        {
            least = Rest(least, round);
        }
        return least[0];
    }

    /// <summary>
    /// [first word that is left, and movement]: the least that the attacker can bring the words from there on down to
    /// with as many edits as the round, from that with one fewer.
    /// </summary>
    private float[] Rest(float[] fewer, int round)
    {
        float[] least = new float[(_words + 1) * _period];
        for (int first = 0; first <= _words; first++)
        {
            for (int moved = 0; moved < _period; moved++)
            {
                float largest = float.NegativeInfinity, best = float.PositiveInfinity; // of the windows up to a word
                int end = first;
                for (int word = Math.Max(0, first - 2); word < _words && round > 0; word++)
                {
                    for (; end <= _first[word]; end++)
                    {
                        largest = Math.Max(largest, EndingAt(end, first, moved));
                    }
                    int next = Math.Max(first, _end[word]) * _period;
                    for (int move = -1; move <= 1; move++)
                    {
                        best = Math.Min(
                            best, Math.Max(largest, fewer[next + ((moved + move + _period) % _period)]));
                    }
                }
                for (; end <= _words; end++)
                {
                    largest = Math.Max(largest, EndingAt(end, first, moved));
                }
                least[(first * _period) + moved] = Math.Min(best, largest); // fewer edits are allowed, too
            }
        }
        return least;
    }

    /// <summary>The largest logit of the windows that end before a word, begin behind another, and are there.</summary>
    private float EndingAt(int end, int first, int moved)
    {
        float largest = float.NegativeInfinity;
        for (int s = 0; s < _scales.Length; s++)
        {
            int start = end - _scales[s].Words;
            if (start >= first && (start + moved) % _scales[s].Stride == 0)
            {
                largest = Math.Max(largest, _logits[s][start]);
            }
        }
        return largest;
    }

    private static float[] Filled(int count)
    {
        float[] values = new float[count];
        Array.Fill(values, float.NegativeInfinity);
        return values;
    }
}
