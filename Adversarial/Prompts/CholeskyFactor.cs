namespace Scratch.Adversarial.Prompts;

/// <summary>
/// The lower triangle of a symmetric matrix S, summed up and then replaced by its factor F, S = F Fᵀ. Cholesky 1910.
/// </summary>
internal sealed class CholeskyFactor(int width)
{
    private readonly double[] _rows = new double[width * width];

    /// <summary>log |S| = 2 Σ log Fᵢᵢ, once factored.</summary>
    public double LogDeterminant { get; private set; }

    /// <summary>Row i up to its diagonal: i + 1 numbers.</summary>
    public Span<double> Row(int i) => _rows.AsSpan(i * width, i + 1);

    /// <summary>S = 0.</summary>
    public void Clear() => Array.Clear(_rows);

    /// <summary>S += scale · v vᵀ.</summary>
    public void AddOuterProduct(ReadOnlySpan<double> v, double scale)
    {
        for (int i = 0; i < width; i++)
        {
            Span<double> row = Row(i);
            TensorPrimitives.MultiplyAdd(v[..(i + 1)], scale * v[i], row, row);
        }
    }

    /// <summary>S += scale · diag d.</summary>
    public void AddDiagonal(ReadOnlySpan<double> d, double scale)
    {
        for (int i = 0; i < width; i++)
        {
            Row(i)[i] += scale * d[i];
        }
    }

    /// <summary>S += value · 1.</summary>
    public void AddDiagonal(double value)
    {
        for (int i = 0; i < width; i++)
        {
            Row(i)[i] += value;
        }
    }

    /// <summary>Replaces S, which is positive definite, by F, row by row.</summary>
    public void Factor()
    {
        LogDeterminant = 0;
        for (int i = 0; i < width; i++)
        {
            Span<double> row = Row(i);
            for (int j = 0; j < i; j++)
            {
                row[j] = (row[j] - Reductions.Dot<double>(row[..j], Row(j)[..j])) / Row(j)[j];
            }
            row[i] = Math.Sqrt(row[i] - Reductions.SumOfSquares<double>(row[..i]));
            LogDeterminant += 2 * Math.Log(row[i]);
        }
    }

    /// <summary>v becomes F⁻¹ v, so that its squares add up to vᵀ S⁻¹ v.</summary>
    /// <param name="v">Overwritten.</param>
    /// <param name="first">Before it v has zeros, which stay.</param>
    public void Solve(Span<double> v, int first = 0)
    {
        for (int i = first; i < width; i++)
        {
            ReadOnlySpan<double> row = Row(i);
            v[i] = (v[i] - Reductions.Dot(row[first..i], v[first..i])) / row[i];
        }
    }

    /// <summary>The diagonal of S⁻¹: the squared lengths of the columns of F⁻¹. Overwrites.</summary>
    public void InverseDiagonal(Span<double> diagonal)
    {
        double[] column = new double[width];
        for (int j = 0; j < width; j++)
        {
            Array.Clear(column);
            column[j] = 1;
            Solve(column);
            diagonal[j] = Reductions.SumOfSquares<double>(column);
        }
    }
}
