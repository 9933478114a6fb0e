namespace Scratch.Adversarial.Domains.Text.Certificates;

/// <summary>
/// How often edits may move where words of more than <see cref="TextGrams.LongestWord"/> characters are cut.
/// </summary>
/// <remarks>
/// A cut is what an inserted blank would be, and a cut that is gone a deleted one: each counts as an edit. So many
/// edits join at most one word more than they are, and make them longer by as many characters.
/// </remarks>
internal static class LongWords
{
    /// <summary>The most cuts of the first run that come or go with so many edits.</summary>
    public static int MostCuts(TextGrams grams, int edits)
    {
        List<int> lengths = Lengths(grams);
        int[] most = new int[edits + 1];
        for (int all = 1; all <= edits; all++)
        {
            for (int together = 1; together <= all; together++)
            {
                most[all] = Math.Max(most[all], CutsOf(lengths, together) + most[all - together]);
            }
        }
        return most[edits];
    }

    /// <summary>The most cuts that come or go where so many edits meet.</summary>
    private static int CutsOf(List<int> lengths, int edits)
    {
        int most = 0;
        for (int first = 0; first < lengths.Count; first++)
        {
            int letters = edits, cuts = 0;
            for (int word = first; word < Math.Min(lengths.Count, first + edits + 1); word++)
            {
                letters += lengths[word];
                cuts += (lengths[word] - 1) / TextGrams.LongestWord;
            }
            most = Math.Max(most, cuts + ((letters - 1) / TextGrams.LongestWord));
        }
        return most;
    }

    /// <summary>The characters of each word before it is cut.</summary>
    private static List<int> Lengths(TextGrams grams)
    {
        var lengths = new List<int>();
        int behind = -1;
        for (int word = 0; word < grams.Run(0).End; word++)
        {
            if (grams.Position(word) == behind)
            {
                lengths[^1] += grams.WordLength(word);
            }
            else
            {
                lengths.Add(grams.WordLength(word));
            }
            behind = grams.Position(word) + grams.WordLength(word);
        }
        return lengths;
    }
}
