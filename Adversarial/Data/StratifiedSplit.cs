namespace Scratch.Adversarial.Data;

/// <summary>Sets a share of every class aside, and keeps examples of one group together.</summary>
public static class StratifiedSplit
{
    /// <summary>Chooses what is set aside.</summary>
    /// <remarks>
    /// Groups are visited in a random order, and one is set aside if that brings the numbers of its classes nearer to
    /// their shares.
    /// </remarks>
    /// <param name="labels">The class of each example, from 0.</param>
    /// <param name="groups">The group of each example, from 0.</param>
    /// <param name="classes">The number of classes.</param>
    /// <param name="share">The share that is set aside, in [0, 1].</param>
    /// <param name="random">Decides which groups; the same stream always gives the same parts.</param>
    /// <returns>For each example whether it is set aside.</returns>
    public static bool[] SetAside(
        ReadOnlySpan<int> labels, ReadOnlySpan<int> groups, int classes, float share, RandomStream random)
    {
        int[] rows = [.. Enumerable.Range(0, labels.Length)];
        int[] order = [.. Enumerable.Range(0, groups.IsEmpty ? 0 : TensorPrimitives.Max(groups) + 1)];
        random.Shuffle(order);
        int[] places = new int[groups.Length];
        for (int row = 0; row < places.Length; row++)
        {
            places[row] = order[groups[row]];
        }
        Array.Sort(places, rows); // by place of their group
        // how many examples of a class the part set aside still lacks
        double[] missing = new double[classes];
        foreach (int label in labels)
        {
            missing[label] += share;
        }
        bool[] isAside = new bool[labels.Length];
        for (int start = 0, end; start < rows.Length; start = end)
        {
            for (end = start + 1; end < rows.Length && groups[rows[end]] == groups[rows[start]]; end++)
            {
            }
            ReadOnlySpan<int> group = rows.AsSpan(start, end - start);
            double before = Lack(labels, group, missing);
            Move(labels, group, missing, -1);
            bool isNearer = Lack(labels, group, missing) < before;
            foreach (int row in group)
            {
                isAside[row] = isNearer;
            }
            if (!isNearer)
            {
                Move(labels, group, missing, 1);
            }
        }
        return isAside;
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
}
