namespace Scratch.Adversarial.Certificates;

/// <summary>Which examples of a data set are certified.</summary>
public static class Certifier
{
    /// <summary>True for each example that is seen as its class everywhere in its ball.</summary>
    /// <param name="classifier">The network that the bounds are of.</param>
    /// <param name="bounds">What certifies.</param>
    /// <param name="data">Inputs in the box of the ball, and true classes.</param>
    /// <param name="progress">Told after every batch; null for nobody.</param>
    /// <param name="cancellation">Checked between batches.</param>
    /// <remarks>Examples that are seen as another class where they stand are not bounded at all.</remarks>
    public static bool[] Certify(
        Network classifier, MarginBounds bounds, Dataset data, IProgress<WorkProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(bounds);
        ArgumentNullException.ThrowIfNull(data);
        int[] predictions = Evaluator.PredictClasses(classifier, data, cancellation);
        int[] right = [.. Enumerable.Range(0, data.Count).Where(i => predictions[i] == data.Labels.Span[i])];
        bool[] certified = new bool[data.Count], batch = new bool[bounds.Capacity];
        Matrix inputs = Matrix.Allocate(bounds.Capacity, classifier.Inputs);
        int[] labels = new int[bounds.Capacity];
        for (int start = 0; start < right.Length; start += bounds.Capacity)
        {
            cancellation.ThrowIfCancellationRequested();
            ReadOnlySpan<int> rows = right.AsSpan(start, Math.Min(bounds.Capacity, right.Length - start));
            data.GatherInputs(rows, inputs.SliceRows(0, rows.Length));
            for (int i = 0; i < rows.Length; i++)
            {
                labels[i] = data.Labels.Span[rows[i]];
            }
            bounds.Certify(inputs.SliceRows(0, rows.Length), labels.AsMemory(0, rows.Length),
                batch.AsSpan(0, rows.Length));
            for (int i = 0; i < rows.Length; i++)
            {
                certified[rows[i]] = batch[i];
            }
            progress.Report((double)(start + rows.Length) / right.Length);
        }
        return certified;
    }

    /// <summary>The same for some examples.</summary>
    /// <param name="classifier">The network that the bounds are of.</param>
    /// <param name="bounds">What certifies.</param>
    /// <param name="data">Inputs in the box of the ball, and true classes.</param>
    /// <param name="rows">Which of them.</param>
    /// <param name="progress">Told after every batch; null for nobody.</param>
    /// <param name="cancellation">Checked between batches.</param>
    /// <returns>An answer for each of the rows.</returns>
    public static bool[] Certify(
        Network classifier, MarginBounds bounds, Dataset data, int[] rows, IProgress<WorkProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return rows.Length == 0 ? [] : Certify(classifier, bounds, data.Subset(rows), progress, cancellation);
    }
}
