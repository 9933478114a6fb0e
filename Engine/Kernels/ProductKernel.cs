using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Scratch.Engine.Kernels;

/// <summary>The innermost loop of every product: a tile of 6 × 16 sums held in twelve 256-bit registers.</summary>
internal static class ProductKernel
{
    /// <summary>Rows of a tile. 6 × 2 sums, 2 vectors of b and 1 broadcast of a make 15 of the 16 registers of AVX2.</summary>
    public const int Height = 6;

    /// <summary>Columns of a tile: two vectors of eight floats.</summary>
    public const int Width = 16;

    /// <summary>
    /// c[i, j] = Σₖ a[i, k] · b[k, j], or += if <paramref name="accumulate"/>.
    /// a (height,depth) · b (depth,16) -> c (6,16)
    /// </summary>
    /// <remarks>
    /// Where a has fewer than six rows, the last one stands in for the missing: their sums are computed and not wanted. Loop
    /// and store share a method with nothing else, so that the just-in-time compiler keeps all sums in registers.
    /// </remarks>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Run(
        ref float a, nint rowStride, nint columnStride, int height, ref float b, int depth, ref float c, nint strideOfC, bool accumulate)
    {
        nint a1 = height > 1 ? rowStride : 0;
        nint a2 = height > 2 ? a1 + rowStride : a1;
        nint a3 = height > 3 ? a2 + rowStride : a2;
        nint a4 = height > 4 ? a3 + rowStride : a3;
        nint a5 = height > 5 ? a4 + rowStride : a4;
        Vector256<float> c00 = default, c01 = default, c10 = default, c11 = default, c20 = default, c21 = default;
        Vector256<float> c30 = default, c31 = default, c40 = default, c41 = default, c50 = default, c51 = default;
        for (int k = depth; k > 0; k--)
        {
            Vector256<float> b0 = Vector256.LoadUnsafe(ref b), b1 = Vector256.LoadUnsafe(ref b, 8);
            Vector256<float> ai = Vector256.Create(a);
            c00 = Vector256.FusedMultiplyAdd(ai, b0, c00);
            c01 = Vector256.FusedMultiplyAdd(ai, b1, c01);
            ai = Vector256.Create(Unsafe.Add(ref a, a1));
            c10 = Vector256.FusedMultiplyAdd(ai, b0, c10);
            c11 = Vector256.FusedMultiplyAdd(ai, b1, c11);
            ai = Vector256.Create(Unsafe.Add(ref a, a2));
            c20 = Vector256.FusedMultiplyAdd(ai, b0, c20);
            c21 = Vector256.FusedMultiplyAdd(ai, b1, c21);
            ai = Vector256.Create(Unsafe.Add(ref a, a3));
            c30 = Vector256.FusedMultiplyAdd(ai, b0, c30);
            c31 = Vector256.FusedMultiplyAdd(ai, b1, c31);
            ai = Vector256.Create(Unsafe.Add(ref a, a4));
            c40 = Vector256.FusedMultiplyAdd(ai, b0, c40);
            c41 = Vector256.FusedMultiplyAdd(ai, b1, c41);
            ai = Vector256.Create(Unsafe.Add(ref a, a5));
            c50 = Vector256.FusedMultiplyAdd(ai, b0, c50);
            c51 = Vector256.FusedMultiplyAdd(ai, b1, c51);
            a = ref Unsafe.Add(ref a, columnStride);
            b = ref Unsafe.Add(ref b, Width);
        }
        Store(c00, c01, ref c, accumulate);
        Store(c10, c11, ref Unsafe.Add(ref c, strideOfC), accumulate);
        Store(c20, c21, ref Unsafe.Add(ref c, 2 * strideOfC), accumulate);
        Store(c30, c31, ref Unsafe.Add(ref c, 3 * strideOfC), accumulate);
        Store(c40, c41, ref Unsafe.Add(ref c, 4 * strideOfC), accumulate);
        Store(c50, c51, ref Unsafe.Add(ref c, 5 * strideOfC), accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector256<float> left, Vector256<float> right, ref float row, bool accumulate)
    {
        if (accumulate)
        {
            left += Vector256.LoadUnsafe(ref row);
            right += Vector256.LoadUnsafe(ref row, 8);
        }
        left.StoreUnsafe(ref row);
        right.StoreUnsafe(ref row, 8);
    }
}
