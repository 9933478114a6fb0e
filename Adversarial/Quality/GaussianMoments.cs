namespace Scratch.Adversarial.Quality;

/// <summary>The mean and the covariance of features, in double precision.</summary>
/// <param name="Mean">F numbers.</param>
/// <param name="Covariance">F · F numbers, row by row, symmetric; divided by n − 1.</param>
public sealed record GaussianMoments(double[] Mean, double[] Covariance)
{
    /// <summary>Of all rows.</summary>
    /// <param name="features">(N, F), N at least 2.</param>
    public static GaussianMoments Compute(Matrix features) =>
        Compute(features, [.. Enumerable.Range(0, features.Rows)]);

    /// <summary>
    /// Of some rows, which may repeat. Each element is summed in the order of the rows, whatever the number of threads.
    /// </summary>
    /// <param name="features">(N, F).</param>
    /// <param name="rows">At least 2 row numbers.</param>
    public static GaussianMoments Compute(Matrix features, ReadOnlySpan<int> rows)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows.Length, 2, nameof(rows));
        int width = features.Columns;
        double[] centred = new double[rows.Length * width], mean = new double[width];
        for (int i = 0; i < rows.Length; i++)
        {
            Span<double> row = centred.AsSpan(i * width, width);
            TensorPrimitives.ConvertTruncating<float, double>(features.Row(rows[i]), row);
            TensorPrimitives.Add(mean, row, mean);
        }
        TensorPrimitives.Divide(mean, rows.Length, mean);
        for (int start = 0; start < centred.Length; start += width)
        {
            TensorPrimitives.Subtract(centred.AsSpan(start, width), mean, centred.AsSpan(start, width));
        }
        double[] covariance = new double[width * width];
        WorkerPool.Run(new Job(centred, width, covariance), (width + Job.RowsOfPart - 1) / Job.RowsOfPart);
        TensorPrimitives.Divide(covariance, rows.Length - 1, covariance);
        return new GaussianMoments(mean, covariance);
    }

    /// <summary>Some rows of Xᵀ X.</summary>
    private sealed class Job(double[] centred, int width, double[] covariance) : ParallelJob
    {
        public const int RowsOfPart = 8;

        protected override void Run(int part)
        {
            int end = Math.Min((part + 1) * RowsOfPart, width);
            for (int start = 0; start < centred.Length; start += width)
            {
                ReadOnlySpan<double> row = centred.AsSpan(start, width);
                for (int i = part * RowsOfPart; i < end; i++)
                {
                    Span<double> sums = covariance.AsSpan(i * width, width);
                    TensorPrimitives.MultiplyAdd(row, row[i], sums, sums);
                }
            }
        }
    }
}
