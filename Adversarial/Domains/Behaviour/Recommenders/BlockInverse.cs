using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Scratch.Adversarial.Domains.Behaviour.Recommenders;

/// <summary>The inverse of a symmetric positive definite matrix in double precision, in its own memory.</summary>
/// <remarks>
/// <para>
/// Gauss and Jordan's elimination, a block of rows K at a time (the sweep operator: Beaton 1964; Goodnight 1979). With
/// D the inverse of the block A[K, K], every row i outside of K becomes A[i, :] − C A[K, :] with C = A[i, K] D, and
/// within K it becomes D A[K, :]; the columns K become −C, and D. After all blocks A is its inverse. Without pivots:
/// a positive definite matrix needs none.
/// </para>
/// <para>
/// Every row is a sum of multiples of the same few rows, which stay in the cache; rows are shared out to threads.
/// n³ multiplications and additions.
/// </para>
/// </remarks>
internal sealed class BlockInverse : ParallelJob
{
    private const int Block = 48, RowsOfPart = 16, ColumnsAtOnce = 512;
    private const int RowsAtOnce = 4; // of a block; a divisor of Block

    private readonly double[,] _matrix;
    private readonly int _size;
    private readonly double[] _panel; // the rows K as they were, 0 in the columns K
    private readonly double[] _inverse = new double[Block * Block]; // D
    private int _first, _count;

    private BlockInverse(double[,] matrix)
    {
        (_matrix, _size) = (matrix, matrix.GetLength(0));
        _panel = new double[Block * _size];
    }

    /// <summary>Overwrites a matrix with its inverse.</summary>
    /// <param name="matrix">Symmetric and positive definite, overwritten.</param>
    /// <exception cref="ArgumentException">It isn't square, or not positive definite.</exception>
    public static void Invert(double[,] matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        if (matrix.GetLength(0) != matrix.GetLength(1))
        {
            throw new ArgumentException("The matrix isn't square.", nameof(matrix));
        }
        new BlockInverse(matrix).Run();
    }

    private void Run()
    {
        for (_first = 0; _first < _size; _first += Block)
        {
            _count = Math.Min(Block, _size - _first);
            for (int k = 0; k < _count; k++)
            {
                Span<double> row = Row(_first + k), panel = _panel.AsSpan(k * _size, _size);
                row.CopyTo(panel);
                row.Slice(_first, _count).CopyTo(_inverse.AsSpan(k * Block));
                panel.Slice(_first, _count).Clear();
            }
            InvertDiagonalBlock();
            WorkerPool.Run(this, (_size + RowsOfPart - 1) / RowsOfPart);
        }
    }

    /// <summary>D, one row at a time: the same elimination with blocks of one row.</summary>
    private void InvertDiagonalBlock()
    {
        for (int k = 0; k < _count; k++)
        {
            Span<double> pivots = _inverse.AsSpan(k * Block, _count);
            double pivot = pivots[k];
            if (!(pivot > 0))
            {
                throw new ArgumentException("The matrix isn't positive definite.");
            }
            pivots[k] = 1;
            TensorPrimitives.Divide(pivots, pivot, pivots);
            for (int i = 0; i < _count; i++)
            {
                if (i != k)
                {
                    Span<double> row = _inverse.AsSpan(i * Block, _count);
                    double factor = row[k];
                    row[k] = 0;
                    TensorPrimitives.MultiplyAdd(pivots, -factor, row, row);
                }
            }
        }
    }

    /// <inheritdoc/>
    protected override void Run(int part)
    {
        Span<double> factors = stackalloc double[RowsOfPart * Block];
        factors.Clear();
        int start = part * RowsOfPart, end = Math.Min(_size, start + RowsOfPart);
        for (int i = start; i < end; i++)
        {
            Span<double> row = Row(i), own = factors.Slice((i - start) * Block, _count);
            bool isInside = i >= _first && i < _first + _count;
            if (isInside)
            {
                _inverse.AsSpan((i - _first) * Block, _count).CopyTo(own);
                row.Clear();
            }
            else
            {
                own.Clear();
                for (int k = 0; k < _count; k++)
                {
                    TensorPrimitives.MultiplyAdd(_inverse.AsSpan(k * Block, _count), -row[_first + k], own, own);
                }
            }
            own.CopyTo(row.Slice(_first, _count));
        }
        for (int column = 0; column < _size; column += ColumnsAtOnce)
        {
            int width = Math.Min(ColumnsAtOnce, _size - column);
            for (int i = start; i < end; i++)
            {
                Span<double> row = Row(i).Slice(column, width);
                ReadOnlySpan<double> own = factors.Slice((i - start) * Block, Block); // 0 behind the last
                for (int k = 0; k < _count; k += RowsAtOnce)
                {
                    AddFour(own.Slice(k, RowsAtOnce), _panel.AsSpan((k * _size) + column), _size, row);
                }
            }
        }
    }

    /// <summary>sum += f₀ r₀ + f₁ r₁ + f₂ r₂ + f₃ r₃, so that a sum is read and written once for four rows.</summary>
    /// <param name="factors">Four.</param>
    /// <param name="rows">The first of the rows; the others lie <paramref name="stride"/> apart.</param>
    /// <param name="stride">Numbers from a row to the next.</param>
    /// <param name="sum">Accumulated, number by number, so that the width of vectors changes no bit.</param>
    private static void AddFour(
        ReadOnlySpan<double> factors, ReadOnlySpan<double> rows, int stride, Span<double> sum)
    {
        (double f0, double f1, double f2, double f3) = (factors[0], factors[1], factors[2], factors[3]);
        ReadOnlySpan<double> r0 = rows[..sum.Length], r1 = rows.Slice(stride, sum.Length),
            r2 = rows.Slice(2 * stride, sum.Length), r3 = rows.Slice(3 * stride, sum.Length);
        int i = 0;
        for (; i <= sum.Length - Vector512<double>.Count; i += Vector512<double>.Count)
        {
            Vector512<double> part = Vector512.Create<double>(sum[i..]);
            part = Vector512.FusedMultiplyAdd(Vector512.Create(f0), Vector512.Create(r0[i..]), part);
            part = Vector512.FusedMultiplyAdd(Vector512.Create(f1), Vector512.Create(r1[i..]), part);
            part = Vector512.FusedMultiplyAdd(Vector512.Create(f2), Vector512.Create(r2[i..]), part);
            part = Vector512.FusedMultiplyAdd(Vector512.Create(f3), Vector512.Create(r3[i..]), part);
            part.CopyTo(sum[i..]);
        }
        for (; i < sum.Length; i++)
        {
            double part = Math.FusedMultiplyAdd(f0, r0[i], sum[i]);
            part = Math.FusedMultiplyAdd(f1, r1[i], part);
            part = Math.FusedMultiplyAdd(f2, r2[i], part);
            sum[i] = Math.FusedMultiplyAdd(f3, r3[i], part);
        }
    }

    private Span<double> Row(int row) =>
        MemoryMarshal.CreateSpan(ref _matrix[row, 0], _size);
}
