using Scratch.Engine.Kernels;

namespace Scratch.Engine;

/// <summary>The three matrix products of a dense layer, on vectors and threads. None of them allocates.</summary>
/// <remarks>
/// Every element of the result is one chain of fused multiply-adds in the order of k, cut at multiples of
/// <see cref="ProductJob.DepthOfBlock"/>; a forward product with one output has 32 interleaved chains instead. So its
/// bits depend on its own row and column alone: not on the other rows of the batch, not on the width of the vectors,
/// and not on the number of threads. (Without fused multiply-add, on 128-bit vectors of old, they are others, but the
/// same every time.)
/// </remarks>
public static class MatrixProduct
{
    [ThreadStatic]
    private static ProductJob? _job;

    [ThreadStatic]
    private static DotJob? _dots;

    [ThreadStatic]
    private static OuterJob? _rows;

    /// <summary>
    /// c = a · b + bias (forward).
    /// a (M,K) · b (K,N) + bias (1,N) -> c (M,N)
    /// </summary>
    /// <param name="a">(M, K), not overwritten.</param>
    /// <param name="b">(K, N), not overwritten.</param>
    /// <param name="bias">(1, N), added to every row; empty to add nothing.</param>
    /// <param name="c">(M, N), overwritten; shares no memory with the others.</param>
    /// <exception cref="ArgumentException">The shapes don't fit together, or c shares memory with a, b or the
    /// bias.</exception>
    public static void Multiply(Matrix a, Matrix b, Matrix bias, Matrix c)
    {
        RequireInner(a, a.Columns, b, b.Rows);
        Shape.Require(c, a.Rows, b.Columns);
        if (!bias.IsEmpty)
        {
            Shape.Require(bias, 1, b.Columns);
            Shape.RequireDisjoint(bias, c);
        }
        Run(new Operand(a, false), new Operand(b, false), bias, c, accumulate: false);
    }

    /// <summary>
    /// c = a · bᵀ (the gradient of a layer's input).
    /// a (M,K) · b (N,K)ᵀ -> c (M,N)
    /// </summary>
    /// <param name="a">(M, K), not overwritten.</param>
    /// <param name="b">(N, K), not overwritten.</param>
    /// <param name="c">(M, N), overwritten; shares no memory with the others.</param>
    /// <exception cref="ArgumentException">The shapes don't fit together, or c shares memory with a or b.</exception>
    public static void MultiplyByTransposed(Matrix a, Matrix b, Matrix c)
    {
        RequireInner(a, a.Columns, b, b.Columns);
        Shape.Require(c, a.Rows, b.Rows);
        Run(new Operand(a, false), new Operand(b, true), default, c, accumulate: false);
    }

    /// <summary>
    /// c += aᵀ · b (the gradient of a layer's weights).
    /// a (K,M)ᵀ · b (K,N) -> added to c (M,N)
    /// </summary>
    /// <param name="a">(K, M), not overwritten.</param>
    /// <param name="b">(K, N), not overwritten.</param>
    /// <param name="c">(M, N), accumulated; shares no memory with the others.</param>
    /// <exception cref="ArgumentException">The shapes don't fit together, or c shares memory with a or b.</exception>
    public static void AddTransposedTimes(Matrix a, Matrix b, Matrix c)
    {
        RequireInner(a, a.Rows, b, b.Rows);
        Shape.Require(c, a.Columns, b.Columns);
        Run(new Operand(a, true), new Operand(b, false), default, c, accumulate: true);
    }

    private static void Run(Operand a, Operand b, Matrix bias, Matrix c, bool accumulate)
    {
        Shape.RequireDisjoint(a.Matrix, c, nameof(a), nameof(c));
        Shape.RequireDisjoint(b.Matrix, c, nameof(b), nameof(c));
        if (c.IsEmpty)
        {
            return;
        }
        if (c.Columns == 1 && c.RowStride == 1 && a.Transposed)
        {
            // One column is one row, seen from the other side: cᵀ = bᵀ · aᵀ, with the same sums in the same order.
            (a, b, c) = (new Operand(b.Matrix, true), new Operand(a.Matrix, false), c.Reshape(0, 1, c.Rows));
        }
        if (b.Transposed && b.Matrix.Columns == 1 && b.Matrix.RowStride == 1)
        {
            b = new Operand(b.Matrix.Reshape(0, 1, b.Matrix.Rows), false); // a column lies in memory as a row does
        }
        if (c.Columns == 1 && !a.Transposed && !b.Transposed && b.Matrix.RowStride == 1)
        {
            DotJob dots = _dots ??= new DotJob();
            WorkerPool.Run(dots, dots.Prepare(a.Matrix, b.Matrix.Reshape(0, 1, b.Matrix.Rows), bias, c));
            return;
        }
        if (a.Columns == 1 && !b.Transposed && bias.IsEmpty && !accumulate)
        {
            OuterJob rows = _rows ??= new OuterJob();
            WorkerPool.Run(rows, rows.Prepare(a, b.Matrix, c));
            return;
        }
        ProductJob job = _job ??= new ProductJob(TileKernel.Best);
        WorkerPool.Run(job, job.Prepare(a, b, bias, c, accumulate));
    }

    private static void RequireInner(Matrix a, int innerA, Matrix b, int innerB)
    {
        if (innerA != innerB)
        {
            throw new ArgumentException($"a is {a}, but b is {b}: the inner dimensions are {innerA} and {innerB}.");
        }
    }
}
