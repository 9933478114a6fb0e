using System.Numerics.Tensors;

namespace Scratch.Engine;

/// <summary>Operations between a matrix and a row, or on every row of a matrix. None of them allocates.</summary>
public static class RowOperations
{
    [ThreadStatic]
    private static SumJob? _sum;

    /// <summary>output[r, :] = row, for every r. Overwrites.</summary>
    /// <param name="row">As many floats as <paramref name="output"/> has columns.</param>
    /// <param name="output">(B, N).</param>
    public static void Repeat(ReadOnlySpan<float> row, Matrix output)
    {
        Shape.RequireLength(row.Length, output.Columns, nameof(row));
        for (int r = 0; r < output.Rows; r++)
        {
            row.CopyTo(output.Row(r));
        }
    }

    /// <summary>row += Σ over r of input[r, :] (the gradient of a bias). Accumulates, in the order of the rows.</summary>
    /// <param name="input">(B, N), not overwritten.</param>
    /// <param name="row">(1, N), accumulated; shares no memory with <paramref name="input"/>.</param>
    public static void AddSumOfRows(Matrix input, Matrix row)
    {
        Shape.Require(row, 1, input.Columns);
        Shape.RequireDisjoint(input, row);
        SumJob job = _sum ??= new SumJob();
        job.Input = input;
        job.Row = row;
        WorkerPool.Run(job, input.Length < SumJob.SmallestParallel ? 1 : job.Parts);
    }

    /// <summary>The column of the largest element of a row; of equal ones, and of NaN, the first.</summary>
    /// <param name="row">At least one float.</param>
    public static int ArgMax(ReadOnlySpan<float> row) => TensorPrimitives.IndexOfMax(row);

    /// <summary>destination[i, :] = source[rows[i], :] (one batch out of a data set). Overwrites.</summary>
    /// <param name="source">(N, F), not overwritten.</param>
    /// <param name="rows">Row numbers within the source.</param>
    /// <param name="destination">(rows.Length, F).</param>
    public static void Gather(Matrix source, ReadOnlySpan<int> rows, Matrix destination)
    {
        Shape.Require(destination, rows.Length, source.Columns);
        for (int i = 0; i < rows.Length; i++)
        {
            source.Row(rows[i]).CopyTo(destination.Row(i));
        }
    }

    private sealed class SumJob : ParallelJob
    {
        public const int SmallestParallel = 64 * 1024;
        private const int ColumnsOfPart = 128;

        public Matrix Input;
        public Matrix Row;

        public int Parts => (Input.Columns + ColumnsOfPart - 1) / ColumnsOfPart;

        protected internal override void Run(int part)
        {
            bool whole = Input.Length < SmallestParallel;
            int start = part * ColumnsOfPart;
            int count = whole ? Input.Columns : Math.Min(ColumnsOfPart, Input.Columns - start);
            Span<float> sum = Row.Row(0).Slice(start, count);
            for (int r = 0; r < Input.Rows; r++)
            {
                TensorPrimitives.Add(sum, Input.Row(r).Slice(start, count), sum);
            }
        }
    }
}
