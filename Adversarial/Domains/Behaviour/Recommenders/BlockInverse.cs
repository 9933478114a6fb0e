using System.Runtime.InteropServices;

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
                for (int k = 0; k < _count; k++)
                {
                    TensorPrimitives.MultiplyAdd(
                        _panel.AsSpan((k * _size) + column, width), factors[((i - start) * Block) + k], row, row);
                }
            }
        }
    }

    private Span<double> Row(int row) =>
        MemoryMarshal.CreateSpan(ref _matrix[row, 0], _size);
}
