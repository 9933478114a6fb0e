using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Scratch.Engine.Kernels;

/// <summary>
/// Copies a matrix transposed, in squares of eight by eight or four by four where the processor can exchange lanes.
/// </summary>
internal static class Transposition
{
    // so much of a strip stays in the first-level cache until all rows have been there
    private const int ColumnsOfBlock = 128;

    /// <summary>strip[column · width + row] = source[row, column].</summary>
    /// <param name="source">(N, D), not overwritten.</param>
    /// <param name="strip">(D, width), overwritten in its first N columns.</param>
    /// <param name="width">At least N.</param>
    public static void Run(Matrix source, Span<float> strip, int width)
    {
        for (int column = 0; column < source.Columns; column += ColumnsOfBlock)
        {
            RunBlock(source.SliceColumns(column, Math.Min(ColumnsOfBlock, source.Columns - column)),
                strip[(column * width)..], width);
        }
    }

    private static void RunBlock(Matrix source, Span<float> strip, int width)
    {
        int row = 0;
        for (; Avx.IsSupported && row + 8 <= source.Rows; row += 8)
        {
            EightRows(source.SliceRows(row, 8), strip[row..], width);
        }
        for (; Sse.IsSupported && row + 4 <= source.Rows; row += 4)
        {
            FourRows(source.SliceRows(row, 4), strip[row..], width);
        }
        for (; row < source.Rows; row++)
        {
            OneRow(source.Row(row), strip[row..], width, first: 0);
        }
    }

    /// <summary>
    /// Rows r and r + 4 share a vector, so that the exchange of four by four, which works within halves of 128 bits,
    /// makes columns of eight.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void EightRows(Matrix source, Span<float> strip, int width)
    {
        ref float upper = ref source.First, target = ref MemoryMarshal.GetReference(strip);
        nint stride = source.RowStride;
        ref float lower = ref Unsafe.Add(ref upper, 4 * stride);
        int column = 0;
        for (; column + 4 <= source.Columns; column += 4)
        {
            Vector256<float> a = Two(ref upper, ref lower, 0), b = Two(ref upper, ref lower, stride);
            Vector256<float> c = Two(ref upper, ref lower, 2 * stride), d = Two(ref upper, ref lower, 3 * stride);
            Vector256<float> ab01 = Avx.UnpackLow(a, b), cd01 = Avx.UnpackLow(c, d); // a0 b0 a1 b1, c0 d0 c1 d1
            Vector256<float> ab23 = Avx.UnpackHigh(a, b), cd23 = Avx.UnpackHigh(c, d);
            Avx.Shuffle(ab01, cd01, 0b01_00_01_00).StoreUnsafe(ref target); // a0 b0 c0 d0
            Avx.Shuffle(ab01, cd01, 0b11_10_11_10).StoreUnsafe(ref target, (nuint)width); // a1 b1 c1 d1
            Avx.Shuffle(ab23, cd23, 0b01_00_01_00).StoreUnsafe(ref target, (nuint)(2 * width));
            Avx.Shuffle(ab23, cd23, 0b11_10_11_10).StoreUnsafe(ref target, (nuint)(3 * width));
            upper = ref Unsafe.Add(ref upper, 4);
            lower = ref Unsafe.Add(ref lower, 4);
            target = ref Unsafe.Add(ref target, 4 * width);
        }
        for (int row = 0; row < 8 && column < source.Columns; row++)
        {
            OneRow(source.Row(row), strip[row..], width, column);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Two(ref float upper, ref float lower, nint offset) => Vector256.Create(
        Vector128.LoadUnsafe(ref Unsafe.Add(ref upper, offset)),
            Vector128.LoadUnsafe(ref Unsafe.Add(ref lower, offset)));

    private static void FourRows(Matrix source, Span<float> strip, int width)
    {
        ref float row0 = ref MemoryMarshal.GetReference(source.Row(0)),
            row1 = ref MemoryMarshal.GetReference(source.Row(1));
        ref float row2 = ref MemoryMarshal.GetReference(source.Row(2)),
            row3 = ref MemoryMarshal.GetReference(source.Row(3));
        int column = 0;
        for (; column + 4 <= source.Columns; column += 4)
        {
            Vector128<float> a = Vector128.LoadUnsafe(ref row0, (nuint)column),
                b = Vector128.LoadUnsafe(ref row1, (nuint)column);
            Vector128<float> c = Vector128.LoadUnsafe(ref row2, (nuint)column),
                d = Vector128.LoadUnsafe(ref row3, (nuint)column);
            Vector128<float> ab01 = Sse.UnpackLow(a, b), cd01 = Sse.UnpackLow(c, d); // a0 b0 a1 b1, c0 d0 c1 d1
            Vector128<float> ab23 = Sse.UnpackHigh(a, b), cd23 = Sse.UnpackHigh(c, d);
            ref float target = ref MemoryMarshal.GetReference(strip.Slice(column * width, (3 * width) + 4));
            Sse.MoveLowToHigh(ab01, cd01).StoreUnsafe(ref target); // a0 b0 c0 d0
            Sse.MoveHighToLow(cd01, ab01).StoreUnsafe(ref target, (nuint)width); // a1 b1 c1 d1
            Sse.MoveLowToHigh(ab23, cd23).StoreUnsafe(ref target, (nuint)(2 * width));
            Sse.MoveHighToLow(cd23, ab23).StoreUnsafe(ref target, (nuint)(3 * width));
        }
        for (int row = 0; row < 4; row++)
        {
            OneRow(source.Row(row), strip[row..], width, column);
        }
    }

    private static void OneRow(ReadOnlySpan<float> source, Span<float> strip, int width, int first)
    {
        for (int column = first; column < source.Length; column++)
        {
            strip[column * width] = source[column];
        }
    }
}
