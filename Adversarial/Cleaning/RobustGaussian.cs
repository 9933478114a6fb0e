namespace Scratch.Adversarial.Cleaning;

/// <summary>
/// The mean and the covariance of most rows, and how far a row is from them: ‖F⁻¹(x − m)‖², C + λ1 = F Fᵀ (Mahalanobis
/// 1936).
/// </summary>
/// <remarks>
/// Most rows: the three quarters that are least far, found by turns with the fit, so that the others take no part
/// (minimum covariance determinant, the concentration steps of Rousseeuw and Van Driessen 1999, section 3). λ makes up
/// for directions in which the rows don't vary at all.
/// </remarks>
internal sealed class RobustGaussian
{
    private const double Kept = 0.75; // of the rows: the share that Croux and Haesbroeck 1999 recommend
    private const int Turns = 3; // the ranking hardly changes after that

    private readonly float[] _mean;
    private readonly Matrix _whitening; // (F⁻¹)ᵀ

    private RobustGaussian(Matrix rows, ReadOnlySpan<int> kept, double ridge)
    {
        int width = rows.Columns;
        _mean = new float[width];
        foreach (int row in kept)
        {
            TensorPrimitives.Add(_mean, rows.Row(row), _mean);
        }
        TensorPrimitives.Divide(_mean, kept.Length, _mean);
        Matrix centred = Matrix.Allocate(kept.Length, width), products = Matrix.Allocate(width, width);
        for (int i = 0; i < kept.Length; i++)
        {
            TensorPrimitives.Subtract(rows.Row(kept[i]), _mean, centred.Row(i));
        }
        MatrixProduct.AddTransposedTimes(centred, centred, products);
        var factor = new CholeskyFactor(width);
        for (int i = 0; i < width; i++)
        {
            Span<double> row = factor.Row(i);
            TensorPrimitives.ConvertTruncating<float, double>(products.Row(i)[..(i + 1)], row);
            TensorPrimitives.Divide(row, kept.Length, row);
        }
        factor.AddDiagonal(ridge);
        factor.Factor();
        _whitening = Matrix.Allocate(width, width);
        WorkerPool.Run(new Inversion(factor, _whitening), width);
    }

    /// <summary>The rows that a fit of all rows comes down to.</summary>
    /// <param name="rows">(N, d), N at least 1.</param>
    /// <param name="ridge">λ, above 0.</param>
    public static int[] Concentrate(Matrix rows, double ridge)
    {
        int[] all = [.. Enumerable.Range(0, rows.Rows)], kept = all;
        int count = (int)Math.Ceiling(Kept * all.Length);
        for (int turn = 0; turn < Turns; turn++)
        {
            double[] distances = new RobustGaussian(rows, kept, ridge).Distances(rows);
            int[] nearest = [.. all];
            Array.Sort((double[])distances.Clone(), nearest);
            kept = nearest[..count];
            Array.Sort(kept);
        }
        return kept;
    }

    /// <summary>The fit of some rows.</summary>
    /// <param name="rows">(N, d).</param>
    /// <param name="kept">At least one of their numbers.</param>
    /// <param name="ridge">λ, above 0.</param>
    public static RobustGaussian Fit(Matrix rows, ReadOnlySpan<int> kept, double ridge) => new(rows, kept, ridge);

    /// <summary>The squared distance of every row. Allocates.</summary>
    /// <param name="rows">(N, d).</param>
    public double[] Distances(Matrix rows)
    {
        const int AtOnce = 512;
        double[] distances = new double[rows.Rows];
        Matrix centred = Matrix.Allocate(AtOnce, rows.Columns), whitened = Matrix.Allocate(AtOnce, rows.Columns);
        for (int start = 0; start < rows.Rows; start += AtOnce)
        {
            int count = Math.Min(AtOnce, rows.Rows - start);
            for (int i = 0; i < count; i++)
            {
                TensorPrimitives.Subtract(rows.Row(start + i), _mean, centred.Row(i));
            }
            MatrixProduct.Multiply(centred.SliceRows(0, count), _whitening, default, whitened.SliceRows(0, count));
            for (int i = 0; i < count; i++)
            {
                distances[start + i] = Reductions.SumOfSquares<float>(whitened.Row(i));
            }
        }
        return distances;
    }

    /// <summary>Row j of (F⁻¹)ᵀ: column j of F⁻¹.</summary>
    private sealed class Inversion(CholeskyFactor factor, Matrix whitening) : ParallelJob
    {
        protected override void Run(int part)
        {
            double[] column = new double[whitening.Columns];
            column[part] = 1;
            factor.Solve(column, part);
            TensorPrimitives.ConvertTruncating<double, float>(column, whitening.Row(part));
        }
    }
}
