using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Scratch.Engine.Vectors;

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

    /// <summary>
    /// row += Σ over r of input[r, :] (the gradient of a bias). Accumulates, in the order of the rows.
    /// </summary>
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
            Widest.Run(new SumKernel(Input.SliceColumns(start, count), Row.Row(0).Slice(start, count)));
        }
    }

    /// <summary>sum[j] += Σ over r of input[r, j], row after row, in sums that stay in registers meanwhile.</summary>
    private readonly ref struct SumKernel(Matrix input, Span<float> sum) : IKernel
    {
        private readonly Matrix _input = input;
        private readonly Span<float> _sum = sum;

        [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
        public void Run<V>()
            where V : struct, IFloats<V>
        {
            if (_input.IsEmpty)
            {
                return;
            }
            ref float sum = ref MemoryMarshal.GetReference(_sum);
            nuint j = 0, n = (nuint)_input.Columns, lanes = (nuint)V.Count, stride = (nuint)_input.RowStride;
            for (; j + (4 * lanes) <= n; j += 4 * lanes) // four sums hide most of the latency of an addition
            {
                ref float x = ref Unsafe.Add(ref _input.First, j);
                V sum0 = V.Load(ref sum, j), sum1 = V.Load(ref sum, j + lanes), sum2 = V.Load(ref sum, j + (2 * lanes)),
                    sum3 = V.Load(ref sum, j + (3 * lanes));
                for (int r = _input.Rows; r > 0; r--)
                {
                    sum0 += V.Load(ref x, 0);
                    sum1 += V.Load(ref x, lanes);
                    sum2 += V.Load(ref x, 2 * lanes);
                    sum3 += V.Load(ref x, 3 * lanes);
                    x = ref Unsafe.Add(ref x, stride);
                }
                sum0.Store(ref sum, j);
                sum1.Store(ref sum, j + lanes);
                sum2.Store(ref sum, j + (2 * lanes));
                sum3.Store(ref sum, j + (3 * lanes));
            }
            for (; j < n; j += lanes)
            {
                int left = (int)(n - j);
                ref float x = ref Unsafe.Add(ref _input.First, j);
                V sum0 = V.Load(ref sum, j, left, padding: 0);
                for (int r = _input.Rows; r > 0; r--)
                {
                    sum0 += V.Load(ref x, 0, left, padding: 0);
                    x = ref Unsafe.Add(ref x, stride);
                }
                sum0.Store(ref sum, j, left);
            }
        }
    }
}
