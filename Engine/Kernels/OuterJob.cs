using System.Numerics.Tensors;

namespace Scratch.Engine.Kernels;

/// <summary>
/// A product over an inner dimension of one, such as the gradient of the input of a layer with one output: rows that
/// are multiples of one row.
/// </summary>
/// <remarks>A tile would be stored after a single step: all of its time would go into getting there.</remarks>
internal sealed class OuterJob : ParallelJob
{
    private const int FloatsOfPart = 16 * 1024;

    private Operand _a;
    private Matrix _b;
    private Matrix _c;

    private int RowsOfPart => Math.Max(1, FloatsOfPart / _c.Columns);

    /// <summary>
    /// c[i, j] = a[i] · b[j].
    /// a (M,1) · b (1,N) -> c (M,N); returns the number of parts
    /// </summary>
    public int Prepare(Operand a, Matrix b, Matrix c)
    {
        (_a, _b, _c) = (a, b, c);
        return (c.Rows + RowsOfPart - 1) / RowsOfPart;
    }

    protected internal override void Run(int part)
    {
        ReadOnlySpan<float> b = _b.Row(0);
        int end = Math.Min((part + 1) * RowsOfPart, _c.Rows);
        for (int row = part * RowsOfPart; row < end; row++)
        {
            TensorPrimitives.Multiply(b, _a.At(row, 0), _c.Row(row));
        }
    }
}
