namespace Scratch.Adversarial.Domains.Text.Certificates;

/// <summary>
/// What the first layer can give for a run as a whole after so many edits: the least value of any linear function of
/// its outputs.
/// </summary>
/// <remarks>
/// <para>
/// The outputs are h = b + W[run] + (Σ W of the entries) / length. An edit takes away the entries of the n-grams that
/// cover its place, which are known: one letter, or the blank between two words. It brings at most
/// <see cref="MostNew"/> others, of which nothing is known but that each is plus or minus a row of W: the 14 n-grams
/// that cover a letter, a word and two pairs, thrice each; or, where a word is split, 8 n-grams, two words and three
/// pairs. The square of the length changes by at most <see cref="MostOfLength"/>: a lone letter that goes takes three
/// n-grams, a word and a pair.
/// </para>
/// <para>
/// So g · h is at least that of the text less what the worst places take away and less
/// <see cref="MostNew"/> · max |g · W[row]| for each edit: exact for a set that is somewhat larger than that of the
/// texts.
/// Where edits overlap, the same entries are taken away twice; to be sure, only those that speak for g · h are counted.
/// </para>
/// </remarks>
internal sealed class EditedRun
{
    /// <summary>The most entries that are new after one edit.</summary>
    public const int MostNew = 23;

    /// <summary>How much of the square of a length one edit changes at most.</summary>
    public const int MostOfLength = 21;

    private readonly TextDetector _detector;
    private readonly TextGrams _grams;
    private readonly int _words, _edits;
    private readonly float _shortest, _longest;
    private readonly float[] _sum, _constant;

    /// <summary>The first run of a text.</summary>
    /// <param name="detector">The detector.</param>
    /// <param name="grams">The words.</param>
    /// <param name="edits">How many edits are made at most, those counted that cut long words.</param>
    public EditedRun(TextDetector detector, TextGrams grams, int edits)
    {
        (_detector, _grams, _words, _edits) = (detector, grams, grams.Run(0).End, edits);
        ReadOnlySpan<int> entries = grams.Entries(0, _words);
        float length = TextGrams.Length(entries.Length, _words), room = (float)MostOfLength * edits;
        CanVanish = _words <= edits || (length * length) - room < 1;
        (_shortest, _longest) = edits == 0 ? (length, length)
            : (MathF.Sqrt(Math.Max(1, (length * length) - room)), MathF.Sqrt((length * length) + room));
        Matrix weight = detector.Weight;
        (_sum, _constant) = (new float[weight.Columns], new float[weight.Columns]);
        SparseRows.AddRows(weight, entries, _sum);
        TensorPrimitives.Add(detector.Bias.Row(0), weight.Row(grams.Features), _constant);
    }

    /// <summary>Whether so many edits may leave nothing of the run.</summary>
    public bool CanVanish { get; }

    /// <summary>The least that g · h can be, h being some neighbouring outputs of the first layer.</summary>
    /// <param name="g">As many as the outputs.</param>
    /// <param name="first">The first output.</param>
    public float Minimum(ReadOnlySpan<float> g, int first)
    {
        float least = Reductions.Dot(g, _sum.AsSpan(first, g.Length));
        if (_edits > 0)
        {
            float[] products = new float[_grams.Features]; // g · W[row]
            float largest = 0;
            for (int row = 0; row < products.Length; row++)
            {
                products[row] = Reductions.Dot(g, _detector.Weight.Row(row).Slice(first, g.Length));
                largest = Math.Max(largest, MathF.Abs(products[row]));
            }
            least -= Removed(products) + (MostNew * _edits * largest);
        }
        return Reductions.Dot(g, _constant.AsSpan(first, g.Length))
            + (least / (least < 0 ? _shortest : _longest));
    }

    /// <summary>The most that the edits take away: the sum over the worst places.</summary>
    private float Removed(float[] products)
    {
        Span<float> worst = stackalloc float[_edits], covering = stackalloc float[TextGrams.LongestWord + 2];
        worst.Clear();
        float before = 0; // of the word before: itself, its pair, and the blank behind it
        for (int word = 0; word < _words; word++)
        {
            ReadOnlySpan<int> entries = _grams.Entries(word, word + 1);
            Span<float> characters = covering[..(_grams.WordLength(word) + 2)]; // with the blank on either side
            Cover(entries[TextGrams.WordCopies..], products, characters);
            float own = Positive(entries[..TextGrams.WordCopies], products), pair = Pair(word), next = Pair(word + 1);
            if (word > 0)
            {
                Insert(worst, before + characters[0] + own + pair + next);
            }
            foreach (float letter in characters[1..^1])
            {
                Insert(worst, letter + own + pair + next);
            }
            before = characters[^1] + own + pair;
        }
        return Reductions.Sum<float>(worst);

        float Pair(int word) => word > 0 && word < _words ? Positive(_grams.PairOf(word), products) : 0;
    }

    /// <summary>For each character of a padded word the sum over the n-grams that cover it.</summary>
    private static void Cover(ReadOnlySpan<int> entries, float[] products, Span<float> characters)
    {
        characters.Clear();
        int next = 0;
        for (int start = 0; start + TextGrams.Shortest <= characters.Length; start++)
        {
            for (int end = start + TextGrams.Shortest;
                end <= Math.Min(start + TextGrams.Longest, characters.Length); end++)
            {
                float value = Positive(entries.Slice(next++, 1), products);
                TensorPrimitives.Add(characters[start..end], value, characters[start..end]);
            }
        }
    }

    private static float Positive(ReadOnlySpan<int> entries, float[] products)
    {
        float sum = 0;
        foreach (int entry in entries)
        {
            sum += Math.Max(0, SparseRows.Sign(entry) * products[SparseRows.Row(entry)]);
        }
        return sum;
    }

    /// <summary>Puts a value in the place of the least if it is larger.</summary>
    private static void Insert(Span<float> largest, float value)
    {
        int least = TensorPrimitives.IndexOfMin<float>(largest);
        largest[least] = Math.Max(largest[least], value);
    }
}
