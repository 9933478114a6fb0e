namespace Scratch.Adversarial.Domains.Tables;

/// <summary>Deals the rows of a table into two parts.</summary>
public static class TableSplit
{
    private const float LargestShare = 0.5f;

    /// <summary>Sets a share of every class aside; rows of one group stay together.</summary>
    /// <remarks>
    /// As <see cref="StratifiedSplit"/> does. Without groups every row is one, and each class gives its share, rounded.
    /// </remarks>
    /// <param name="table">The rows.</param>
    /// <param name="share">The share that is set aside, in (0, 0.5].</param>
    /// <param name="random">Decides which rows; the same stream always gives the same parts.</param>
    /// <returns>The row numbers of both parts, in rising order.</returns>
    /// <exception cref="InvalidDataException">A part would be empty, or training would lack a class.</exception>
    public static (int[] Kept, int[] SetAside) Stratify(Table table, float share, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(table);
        if (!(share > 0 && share <= LargestShare))
        {
            throw new ArgumentOutOfRangeException(
                nameof(share), share,
                $"The share of the test is {share}; expected above 0 and at most {LargestShare}.");
        }
        int[] groups = table.Groups is { } named ? named.ToArray() : [.. Enumerable.Range(0, table.Count)];
        bool[] isAside = StratifiedSplit.SetAside(table.Labels.Span, groups, table.Classes.Count, share, random);
        int[] rows = [.. Enumerable.Range(0, table.Count)];
        int[] kept = [.. rows.Where(row => !isAside[row]).Order()],
            aside = [.. rows.Where(row => isAside[row]).Order()];
        Require(table, kept, aside);
        return (kept, aside);
    }

    private static void Require(Table table, int[] kept, int[] aside)
    {
        if (aside.Length == 0)
        {
            throw new InvalidDataException(
                $"{table.Name}: {table.Count} rows are too few to set some aside for the test; expected more rows or "
                + "groups.");
        }
        int[] counts = new int[table.Classes.Count];
        foreach (int row in kept)
        {
            counts[table.Labels.Span[row]]++;
        }
        if (Array.IndexOf(counts, 0) is var lacking and >= 0)
        {
            throw new InvalidDataException(
                $"{table.Name}: no row of the class '{table.Classes[lacking]}' is left for training; expected it in "
                    + "more groups, or another seed.");
        }
    }
}
