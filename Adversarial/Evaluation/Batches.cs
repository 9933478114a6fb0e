namespace Scratch.Adversarial.Evaluation;

/// <summary>The one loop over more examples than fit into memory for one pass.</summary>
internal static class Batches
{
    /// <summary>Passes over the rows of a matrix, some at a time and in order.</summary>
    /// <param name="rows">(N, width).</param>
    /// <param name="size">The largest batch, at least 1.</param>
    /// <param name="pass">Takes the number of a batch's first row, and its rows.</param>
    /// <param name="cancellation">Checked before every batch.</param>
    public static void Run(Matrix rows, int size, Action<int, Matrix> pass, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(pass);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        for (int start = 0; start < rows.Rows; start += size)
        {
            cancellation.ThrowIfCancellationRequested();
            pass(start, rows.SliceRows(start, Math.Min(size, rows.Rows - start)));
        }
    }

    /// <summary>What a network makes of every row: (N, outputs). Allocates.</summary>
    /// <param name="forward">One pass; its result is copied.</param>
    /// <param name="outputs">The width of that result.</param>
    /// <param name="rows">(N, width).</param>
    /// <param name="size">The largest batch, at least 1.</param>
    /// <param name="progress">Told after every batch; null for nobody.</param>
    /// <param name="cancellation">Checked before every batch.</param>
    public static Matrix Forward(
        Func<Matrix, Matrix> forward, int outputs, Matrix rows, int size, IProgress<WorkProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(forward);
        Matrix result = Matrix.Allocate(rows.Rows, outputs);
        Run(rows, size, (start, batch) =>
        {
            forward(batch).CopyTo(result.SliceRows(start, batch.Rows));
            progress.Report((double)(start + batch.Rows) / rows.Rows);
        }, cancellation);
        return result;
    }
}
