namespace Scratch.Adversarial.Domains.Tables;

/// <summary>Deals the rows of a table into two parts.</summary>
public static class TableSplit
{
    private const float LargestShare = 0.5f;

    /// <summary>Sets a share of every class aside; rows of one group stay together.</summary>
    /// <remarks>
    /// Groups are visited in a random order, and one is set aside if that brings the numbers of its classes nearer to
    /// their shares. Without groups every row is one, and each class gives its share, rounded.
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
        ReadOnlySpan<int> labels = table.Labels.Span;
        int[] groups = table.Groups is { } named ? named.ToArray() : [.. Enumerable.Range(0, table.Count)];
        int[] rows = [.. Enumerable.Range(0, table.Count)], order = [.. Enumerable.Range(0, groups.Max() + 1)];
        random.Shuffle(order);
        Array.Sort([.. groups.Select(group => order[group])], rows); // by place of their group
        // how many examples of a class the part set aside still lacks
        double[] missing = new double[table.Classes.Count];
        foreach (int label in labels)
        {
            missing[label] += share;
        }
        bool[] isAside = new bool[table.Count];
        for (int start = 0, end; start < rows.Length; start = end)
        {
            for (end = start + 1; end < rows.Length && groups[rows[end]] == groups[rows[start]]; end++)
            {
            }
            ReadOnlySpan<int> group = rows.AsSpan(start, end - start);
            double before = Lack(labels, group, missing);
            Move(labels, group, missing, -1);
            if (Lack(labels, group, missing) < before)
            {
                foreach (int row in group)
                {
                    isAside[row] = true;
                }
            }
            else
            {
                Move(labels, group, missing, 1);
            }
        }
        int[] kept = [.. rows.Where(row => !isAside[row]).Order()],
            aside = [.. rows.Where(row => isAside[row]).Order()];
        Require(table, kept, aside);
        return (kept, aside);
    }

    /// <summary>
    /// How far the classes of a group are from their shares: Σ |missing| over its rows, each class by its number of
    /// rows.
    /// </summary>
    private static double Lack(ReadOnlySpan<int> labels, ReadOnlySpan<int> group, double[] missing)
    {
        double sum = 0;
        foreach (int row in group)
        {
            sum += Math.Abs(missing[labels[row]]);
        }
        return sum;
    }

    private static void Move(ReadOnlySpan<int> labels, ReadOnlySpan<int> group, double[] missing, int sign)
    {
        foreach (int row in group)
        {
            missing[labels[row]] += sign;
        }
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
