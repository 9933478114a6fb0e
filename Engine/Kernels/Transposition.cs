using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Scratch.Engine.Kernels;

/// <summary>Copies a matrix transposed, in squares of four by four where the processor can exchange lanes.</summary>
internal static class Transposition
{
    /// <summary>
    /// strip[column, row] = source[row, column].
    /// source (R,C) -> strip (C,width), the first R columns of it
    /// </summary>
    public static void Run(Matrix source, Span<float> strip, int width)
    {
        int row = 0;
        if (Sse.IsSupported)
        {
            for (; row + 4 <= source.Rows; row += 4)
            {
                FourRows(source.SliceRows(row, 4), strip[row..], width);
            }
        }
        for (; row < source.Rows; row++)
        {
            OneRow(source.Row(row), strip[row..], width, first: 0);
        }
    }

    private static void FourRows(Matrix source, Span<float> strip, int width)
    {
        ref float row0 = ref MemoryMarshal.GetReference(source.Row(0)), row1 = ref MemoryMarshal.GetReference(source.Row(1));
        ref float row2 = ref MemoryMarshal.GetReference(source.Row(2)), row3 = ref MemoryMarshal.GetReference(source.Row(3));
        int column = 0;
        for (; column + 4 <= source.Columns; column += 4)
        {
            Vector128<float> a = Vector128.LoadUnsafe(ref row0, (nuint)column), b = Vector128.LoadUnsafe(ref row1, (nuint)column);
            Vector128<float> c = Vector128.LoadUnsafe(ref row2, (nuint)column), d = Vector128.LoadUnsafe(ref row3, (nuint)column);
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
