namespace Scratch.Adversarial.Cleaning;

/// <summary>A data set with errors put into it, and where they are.</summary>
/// <param name="Data">The data set.</param>
/// <param name="IsWrong">For every row, whether it is one of the errors.</param>
internal sealed record Planted(Dataset Data, bool[] IsWrong)
{
    /// <summary>
    /// Some examples, without replacement, get one of the other labels, each with the same probability.
    /// </summary>
    /// <param name="data">The data set, which stays as it is.</param>
    /// <param name="share">How many of them, in [0, 1].</param>
    /// <param name="random">Which, and to what.</param>
    public static Planted WrongLabels(Dataset data, double share, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(data);
        int[] order = [.. Enumerable.Range(0, data.Count)], labels = data.Labels.ToArray();
        random.Fork(0).Shuffle(order);
        bool[] isWrong = new bool[data.Count];
        foreach (int row in order.AsSpan(0, (int)Math.Round(share * data.Count)))
        {
            labels[row] = (labels[row] + 1 + random.Fork(1).Below(data.Classes - 1, (ulong)row)) % data.Classes;
            isWrong[row] = true;
        }
        return new Planted(data.WithLabels(labels), isWrong);
    }

    /// <summary>Examples of another data set are mixed in, with labels as they come.</summary>
    /// <param name="data">The data set, which stays as it is.</param>
    /// <param name="others">Where the others are taken from, without replacement; of the same size.</param>
    /// <param name="share">Of the examples of both together, in [0, 1).</param>
    /// <param name="random">Which, with what labels, and where they stand.</param>
    public static Planted Strangers(Dataset data, Dataset others, double share, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(others);
        int count = (int)Math.Round(share * data.Count / (1 - share));
        int[] chosen = [.. Enumerable.Range(0, others.Count)], order = [.. Enumerable.Range(0, data.Count + count)];
        random.Fork(0).Shuffle(chosen);
        random.Fork(1).Shuffle(order);
        Matrix inputs = Matrix.Allocate(order.Length, data.Inputs.Columns);
        int[] labels = new int[order.Length];
        bool[] isWrong = new bool[order.Length];
        for (int i = 0; i < order.Length; i++)
        {
            int row = order[i];
            bool isStranger = row >= data.Count;
            (isStranger ? others.Inputs.Row(chosen[row - data.Count]) : data.Inputs.Row(row)).CopyTo(inputs.Row(i));
            labels[i] = isStranger ? random.Fork(2).Below(data.Classes, (ulong)row) : data.Labels.Span[row];
            isWrong[i] = isStranger;
        }
        return new Planted(new Dataset(data.Name, inputs, labels, data.Classes, data.Domain), isWrong);
    }
}
