using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Scratch.Engine.Kernels;

/// <summary>Asks for memory before it is needed, so that it is on its way while the processor computes.</summary>
/// <remarks>
/// The processor foresees a walk along a row by itself, but not the jump to the next one. A hint changes no result and
/// may name memory that doesn't exist. Where the runtime offers none (Arm), nothing happens.
/// </remarks>
internal static class Prefetch
{
    private const int LineInFloats = 16;

    /// <summary>
    /// Brings <paramref name="rows"/> rows of <paramref name="columns"/> floats into the second-level cache.
    /// </summary>
    /// <param name="first">The first element.</param>
    /// <param name="rowStride">From one row to the next, in floats.</param>
    /// <param name="rows">At least 0.</param>
    /// <param name="columns">At least 0.</param>
    public static unsafe void Rows(ref float first, nint rowStride, int rows, int columns)
    {
        if (!Sse.IsSupported)
        {
            return;
        }
        float* row = (float*)Unsafe.AsPointer(ref first); // only a hint: that the collector might move it does no harm
        for (int r = 0; r < rows; r++, row += rowStride)
        {
            for (int column = 0; column < columns; column += LineInFloats)
            {
                Sse.Prefetch1(row + column);
            }
        }
    }
}
