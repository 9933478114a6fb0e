namespace Scratch.Adversarial.Quality;

/// <summary>
/// The kernel distance (KID): the squared maximum mean discrepancy with a cubic kernel. Bińkowski et al. 2018; the
/// estimate is Gretton et al. 2012, equation 3.
/// </summary>
/// <remarks>
/// <code>
/// k(x, y) = (x·y / F + 1)³
/// MMD²    = mean of k(x, x') over pairs x ≠ x' + mean of k(y, y') over pairs y ≠ y' − 2 mean of k(x, y)
/// </code>
/// Unbiased whatever the number of samples, so it may fall below 0 where the distributions are equal. The mean over
/// disjoint subsets is reported, and their spread gives its standard error. Like the Fréchet distance it knows the
/// first three moments of the features alone.
/// </remarks>
public static class KernelDistance
{
    private const int LargestSubset = 1000; // as Bińkowski et al.
    private const int FewestSubsets = 10;

    /// <summary>The kernel distance between two sets of features.</summary>
    /// <param name="real">(R, F), at least 20 rows.</param>
    /// <param name="generated">(G, F), at least 20 rows.</param>
    /// <param name="random">Deals the rows into subsets.</param>
    /// <param name="cancellation">Ends it with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ArgumentException">The widths differ, or there are fewer than 20 rows.</exception>
    public static Estimate Compute(
        Matrix real, Matrix generated, RandomStream random, CancellationToken cancellation = default)
    {
        Shape.Require(generated, generated.Rows, real.Columns);
        int rows = Math.Min(real.Rows, generated.Rows), size = Math.Min(LargestSubset, rows / FewestSubsets);
        if (size < 2)
        {
            throw new ArgumentException(
                $"real is {real}, generated is {generated}; expected at least {2 * FewestSubsets} rows of "
                + "each.", nameof(generated));
        }
        int[] realRows = Deal(real.Rows, random.Fork(0)), generatedRows = Deal(generated.Rows, random.Fork(1));
        Matrix x = Matrix.Allocate(size, real.Columns), y = Matrix.Allocate(size, real.Columns),
            products = Matrix.Allocate(size, size);
        double[] distances = new double[rows / size];
        for (int s = 0; s < distances.Length; s++)
        {
            cancellation.ThrowIfCancellationRequested();
            RowOperations.Gather(real, realRows.AsSpan(s * size, size), x);
            RowOperations.Gather(generated, generatedRows.AsSpan(s * size, size), y);
            double pairs = size * (size - 1.0);
            distances[s] = (SumOfKernel(x, x, products, isWithin: true) / pairs)
                + (SumOfKernel(y, y, products, isWithin: true) / pairs)
                - (2 * SumOfKernel(x, y, products, isWithin: false) / ((double)size * size));
        }
        return Estimate.OfMean(distances) with { Samples = distances.Length * size };
    }

    /// <summary>Σ over i, j of k(x[i], y[j]); within one set without i = j.</summary>
    private static double SumOfKernel(Matrix x, Matrix y, Matrix products, bool isWithin)
    {
        MatrixProduct.MultiplyByTransposed(x, y, products);
        double sum = 0, width = x.Columns;
        for (int i = 0; i < products.Rows; i++)
        {
            ReadOnlySpan<float> row = products.Row(i);
            for (int j = 0; j < row.Length; j++)
            {
                double root = (row[j] / width) + 1;
                sum += isWithin && i == j ? 0 : root * root * root;
            }
        }
        return sum;
    }

    private static int[] Deal(int count, RandomStream random)
    {
        int[] rows = [.. Enumerable.Range(0, count)];
        random.Shuffle(rows);
        return rows;
    }
}
