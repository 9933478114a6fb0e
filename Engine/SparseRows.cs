using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Scratch.Engine.Vectors;

namespace Scratch.Engine;

/// <summary>
/// The product of a vector that is nearly everywhere 0 with a matrix, and its gradient: sums over the few rows that the
/// vector names.
/// </summary>
/// <remarks>
/// The vector is a list of entries, each a row and a sign, and every entry stands for +1 or −1 at that row: a row that
/// is named twice counts twice. Sums run in the order of the entries, so that they have the same bits at every width.
/// None of it allocates.
/// </remarks>
public static class SparseRows
{
    /// <summary>An entry: +1 or −1 at a row.</summary>
    /// <param name="row">At least 0, below 2³⁰.</param>
    /// <param name="negative">Whether it is −1.</param>
    public static int Entry(int row, bool negative) => (row << 1) | (negative ? 1 : 0);

    /// <summary>The row of an entry.</summary>
    public static int Row(int entry) => entry >> 1;

    /// <summary>+1 or −1: the sign of an entry.</summary>
    public static float Sign(int entry) => 1 - (2 * (entry & 1));

    /// <summary>sum += Σ over the entries of sign · matrix[row, :]. Accumulates.</summary>
    /// <param name="matrix">(N, F), not overwritten.</param>
    /// <param name="entries">Rows below N, with their signs.</param>
    /// <param name="sum">F floats, accumulated.</param>
    /// <exception cref="ArgumentException">The lengths differ, or an entry names no row.</exception>
    public static void AddRows(Matrix matrix, ReadOnlySpan<int> entries, Span<float> sum)
    {
        Require(matrix, entries, sum.Length, nameof(sum));
        Widest.Run(new Gathering(matrix, entries, sum));
    }

    /// <summary>matrix[row, :] += sign · factor · values, for every entry. Accumulates.</summary>
    /// <param name="values">F floats, not overwritten; no part of <paramref name="matrix"/>.</param>
    /// <param name="factor">What every value is multiplied by.</param>
    /// <param name="entries">Rows below N, with their signs.</param>
    /// <param name="matrix">(N, F), accumulated.</param>
    /// <exception cref="ArgumentException">The lengths differ, or an entry names no row.</exception>
    public static void AddToRows(
        ReadOnlySpan<float> values, float factor, ReadOnlySpan<int> entries, Matrix matrix)
    {
        Require(matrix, entries, values.Length, nameof(values));
        Widest.Run(new Scattering(values, factor, entries, matrix));
    }

    private static void Require(Matrix matrix, ReadOnlySpan<int> entries, int length, string name)
    {
        Shape.RequireLength(length, matrix.Columns, name);
        int largest = 2 * matrix.Rows - 1;
        int wrong = entries.IndexOfAnyExceptInRange(0, largest);
        if (wrong >= 0)
        {
            throw new ArgumentException(
                $"Entry {wrong} names row {entries[wrong] >> 1}, expected 0 to {matrix.Rows - 1}.", nameof(entries));
        }
    }

    private readonly ref struct Gathering(Matrix matrix, ReadOnlySpan<int> entries, Span<float> sum) : IKernel
    {
        private readonly Matrix _matrix = matrix;
        private readonly ReadOnlySpan<int> _entries = entries;
        private readonly Span<float> _sum = sum;

        [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
        public void Run<V>()
            where V : struct, IFloats<V>
        {
            if (_entries.IsEmpty)
            {
                return;
            }
            ReadOnlySpan<int> entries = _entries;
            ref float rows = ref MemoryMarshal.GetReference(_matrix.Row(0)),
                sum = ref MemoryMarshal.GetReference(_sum);
            nuint lanes = (nuint)V.Count, length = (nuint)_sum.Length, stride = (nuint)_matrix.RowStride, i = 0;
            for (; i + (6 * lanes) <= length; i += 6 * lanes) // as many sums as registers hold
            {
                V s0 = V.Load(ref sum, i), s1 = V.Load(ref sum, i + lanes), s2 = V.Load(ref sum, i + (2 * lanes)),
                    s3 = V.Load(ref sum, i + (3 * lanes)), s4 = V.Load(ref sum, i + (4 * lanes)),
                    s5 = V.Load(ref sum, i + (5 * lanes));
                foreach (int entry in entries)
                {
                    ref float row = ref Unsafe.Add(ref rows, ((nuint)(entry >> 1) * stride) + i);
                    V sign = Sign(entry);
                    s0 = V.MultiplyAdd(sign, V.Load(ref row, 0), s0); // exact: the product by ±1 is
                    s1 = V.MultiplyAdd(sign, V.Load(ref row, lanes), s1);
                    s2 = V.MultiplyAdd(sign, V.Load(ref row, 2 * lanes), s2);
                    s3 = V.MultiplyAdd(sign, V.Load(ref row, 3 * lanes), s3);
                    s4 = V.MultiplyAdd(sign, V.Load(ref row, 4 * lanes), s4);
                    s5 = V.MultiplyAdd(sign, V.Load(ref row, 5 * lanes), s5);
                }
                s0.Store(ref sum, i);
                s1.Store(ref sum, i + lanes);
                s2.Store(ref sum, i + (2 * lanes));
                s3.Store(ref sum, i + (3 * lanes));
                s4.Store(ref sum, i + (4 * lanes));
                s5.Store(ref sum, i + (5 * lanes));
            }
            for (; i < length; i += lanes)
            {
                int rest = (int)(length - i);
                V part = V.Load(ref sum, i, rest, padding: 0);
                foreach (int entry in entries)
                {
                    nuint at = ((nuint)(entry >> 1) * stride) + i;
                    part = V.MultiplyAdd(Sign(entry), V.Load(ref rows, at, rest, padding: 0), part);
                }
                part.Store(ref sum, i, rest);
            }
        }
    }

    private readonly ref struct Scattering(
        ReadOnlySpan<float> values, float factor, ReadOnlySpan<int> entries, Matrix matrix) : IKernel
    {
        private readonly ReadOnlySpan<float> _values = values;
        private readonly float _factor = factor;
        private readonly ReadOnlySpan<int> _entries = entries;
        private readonly Matrix _matrix = matrix;

        [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
        public void Run<V>()
            where V : struct, IFloats<V>
        {
            if (_entries.IsEmpty)
            {
                return;
            }
            ref float rows = ref MemoryMarshal.GetReference(_matrix.Row(0)),
                values = ref MemoryMarshal.GetReference(_values);
            nuint lanes = (nuint)V.Count, length = (nuint)_values.Length, stride = (nuint)_matrix.RowStride;
            for (nuint i = 0; i < length; i += lanes)
            {
                int rest = (int)(length - i);
                V part = (V)_factor * V.Load(ref values, i, rest, padding: 0);
                foreach (int entry in _entries)
                {
                    nuint at = ((nuint)(entry >> 1) * stride) + i;
                    V.MultiplyAdd(Sign(entry), part, V.Load(ref rows, at, rest, padding: 0))
                        .Store(ref rows, at, rest);
                }
            }
        }
    }
}
