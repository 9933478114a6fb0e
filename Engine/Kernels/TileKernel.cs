using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Scratch.Engine.Kernels;

/// <summary>
/// The innermost loop of every product: a tile of sums that stay in registers while k runs.
/// c[i, j] = addend[i, j] + Σₖ a[i, k] · b[k, j].
/// a (rows,depth) · b (depth,2 Lanes) + addend (rows,2 Lanes) -> c (rows,2 Lanes)
/// </summary>
/// <remarks>
/// The taller and wider the tile, the more multiply-adds for each load: 6 × 2 sums, 2 vectors of b and 1 broadcast of a
/// fill 15 of the 16 registers of AVX2; 14 × 2, 2 and 1 fill 31 of the 32 of AVX-512. Loop and store share a method
/// with nothing else, so that the just-in-time compiler has no reason to spill a sum. The subclasses are generated.
/// </remarks>
internal abstract class TileKernel
{
    /// <summary>Columns of the widest tile there is: two vectors of 512 bits.</summary>
    public const int LargestWidth = 32;

    /// <summary>The kernel for this processor, chosen once.</summary>
    public static TileKernel Best { get; } =
        Vector512.IsHardwareAccelerated ? new TileKernel512()
        : Vector256.IsHardwareAccelerated && Fma.IsSupported ? new TileKernel256()
        : new TileKernel128();

    /// <summary>The most rows of a tile.</summary>
    public abstract int Height { get; }

    /// <summary>Floats in a vector.</summary>
    public abstract int Lanes { get; }

    /// <summary>Columns of a tile: two vectors.</summary>
    public int Width => 2 * Lanes;

    /// <summary>A tile two vectors wide.</summary>
    /// <param name="rows">1 to <see cref="Height"/>.</param>
    /// <param name="a">a[0, 0].</param>
    /// <param name="rowStride">From a[i, k] to a[i + 1, k], in floats.</param>
    /// <param name="columnStride">From a[i, k] to a[i, k + 1], in floats.</param>
    /// <param name="b">b[0, 0]; a row is contiguous.</param>
    /// <param name="strideOfB">From one row of b to the next.</param>
    /// <param name="depth">The length of the sums.</param>
    /// <param name="c">c[0, 0]; a row is contiguous.</param>
    /// <param name="strideOfC">From one row of c to the next.</param>
    /// <param name="addend">What the sums are added to, of the same shape: c itself, or a bias with a stride of 0; a
    /// null reference, with a stride of 0, for nothing.</param>
    /// <param name="strideOfAddend">From one row of the addend to the next.</param>
    public abstract void Run(
        int rows, ref float a, nint rowStride, nint columnStride, ref float b, nint strideOfB, int depth, ref float c,
            nint strideOfC,
        ref float addend, nint strideOfAddend);

    /// <summary>The same, one vector wide: for the last few columns.</summary>
    public abstract void RunNarrow(
        int rows, ref float a, nint rowStride, nint columnStride, ref float b, nint strideOfB, int depth, ref float c,
            nint strideOfC,
        ref float addend, nint strideOfAddend);

    /// <summary>c = sum + addend, or c = sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected static void Store(Vector128<float> sum, ref float addend, ref float c, nuint offset) =>
        (Unsafe.IsNullRef(ref addend) ? sum : sum + Vector128.LoadUnsafe(ref addend, offset))
            .StoreUnsafe(ref c, offset);

    /// <inheritdoc cref="Store(Vector128{float}, ref float, ref float, nuint)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected static void Store(Vector256<float> sum, ref float addend, ref float c, nuint offset) =>
        (Unsafe.IsNullRef(ref addend) ? sum : sum + Vector256.LoadUnsafe(ref addend, offset))
            .StoreUnsafe(ref c, offset);

    /// <inheritdoc cref="Store(Vector128{float}, ref float, ref float, nuint)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected static void Store(Vector512<float> sum, ref float addend, ref float c, nuint offset) =>
        (Unsafe.IsNullRef(ref addend) ? sum : sum + Vector512.LoadUnsafe(ref addend, offset))
            .StoreUnsafe(ref c, offset);
}
