namespace Scratch.Adversarial.Domains.Text.Edits;

/// <summary>
/// A word, or a text, as those who read it see it: its letters, each with its marks, none of which is ever torn apart.
/// </summary>
internal readonly ref struct Elements
{
    private readonly ReadOnlySpan<char> _word;
    private readonly List<int> _starts = [];

    public Elements(ReadOnlySpan<char> word)
    {
        _word = word;
        for (int start = 0; start < word.Length; start += StringInfo.GetNextTextElementLength(word[start..]))
        {
            _starts.Add(start);
        }
    }

    /// <summary>How many there are.</summary>
    public int Count => _starts.Count;

    /// <summary>Element i.</summary>
    public ReadOnlySpan<char> this[int i] => this[i, i + 1];

    /// <summary>The elements from one to before another.</summary>
    public ReadOnlySpan<char> this[int from, int to] => _word[Start(from)..Start(to)];

    /// <summary>Where element i begins; the end for the one behind the last.</summary>
    public int Start(int i) => i < _starts.Count ? _starts[i] : _word.Length;
}
