using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Scratch.Engine;

/// <summary>
/// Sums over one row or two, added in one order that depends on the length alone: the same bits at every width of
/// registers, which TensorPrimitives' sums don't promise.
/// </summary>
/// <remarks>
/// A row is walked in blocks of four lines of 256 bits, each with sums of its own, so that an addition needn't wait for
/// the one before; then in single lines, and the last few numbers one by one. The four lines are added, then their
/// lanes as a tree: halves, quarters, … A processor with narrower registers takes two for a line. Products are rounded
/// before they are added. Nothing is allocated; an empty row gives 0.
/// </remarks>
public static class Reductions
{
    /// <summary>Σ x.</summary>
    public static T Sum<T>(ReadOnlySpan<T> x)
        where T : unmanaged, IRootFunctions<T> => Reduce<T, Identity>(x, x);

    /// <summary>Σ x / n; NaN if there is none.</summary>
    public static T Average<T>(ReadOnlySpan<T> x)
        where T : unmanaged, IRootFunctions<T> => Sum(x) / T.CreateChecked(x.Length);

    /// <summary>Σ x y.</summary>
    /// <exception cref="ArgumentException">The lengths differ; the message gives both.</exception>
    public static T Dot<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y)
        where T : unmanaged, IRootFunctions<T> => Reduce<T, Product>(x, y);

    /// <summary>Σ x².</summary>
    public static T SumOfSquares<T>(ReadOnlySpan<T> x)
        where T : unmanaged, IRootFunctions<T> => Reduce<T, Product>(x, x);

    /// <summary>Σ |x|, the L1 norm.</summary>
    public static T SumOfMagnitudes<T>(ReadOnlySpan<T> x)
        where T : unmanaged, IRootFunctions<T> => Reduce<T, Magnitude>(x, x);

    /// <summary>√Σ x², the L2 norm.</summary>
    public static T Norm<T>(ReadOnlySpan<T> x)
        where T : unmanaged, IRootFunctions<T> => T.Sqrt(SumOfSquares(x));

    /// <summary>√Σ (x − y)², the L2 distance.</summary>
    /// <exception cref="ArgumentException">The lengths differ; the message gives both.</exception>
    public static T Distance<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y)
        where T : unmanaged, IRootFunctions<T> => T.Sqrt(Reduce<T, SquaredDifference>(x, y));

    /// <summary>The sum of all lanes, as a tree: halves, quarters, … The same bits at every width.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static T SumOfLanes<T>(Vector256<T> lanes)
        where T : unmanaged, INumberBase<T>
    {
        Vector128<T> half = lanes.GetLower() + lanes.GetUpper();
        return Vector128<T>.Count == 2
            ? half[0] + half[1]
            : (half[0] + half[2]) + (half[1] + half[3]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static T Reduce<T, TTerm>(ReadOnlySpan<T> x, ReadOnlySpan<T> y)
        where T : unmanaged, IRootFunctions<T>
        where TTerm : struct, ITerm
    {
        Shape.RequireLength(y.Length, x.Length, nameof(y));
        ref T firstX = ref MemoryMarshal.GetReference(x), firstY = ref MemoryMarshal.GetReference(y);
        nuint i = 0, n = (nuint)x.Length, line = (nuint)Vector256<T>.Count;
        Vector256<T> sum0 = default, sum1 = default, sum2 = default, sum3 = default;
        for (; i + (4 * line) <= n; i += 4 * line)
        {
            sum0 += TTerm.Of(Line(ref firstX, i), Line(ref firstY, i));
            sum1 += TTerm.Of(Line(ref firstX, i + line), Line(ref firstY, i + line));
            sum2 += TTerm.Of(Line(ref firstX, i + (2 * line)), Line(ref firstY, i + (2 * line)));
            sum3 += TTerm.Of(Line(ref firstX, i + (3 * line)), Line(ref firstY, i + (3 * line)));
        }
        for (; i + line <= n; i += line)
        {
            sum0 += TTerm.Of(Line(ref firstX, i), Line(ref firstY, i));
        }
        for (; i < n; i++)
        {
            sum1 += TTerm.Of(
                Vector256.CreateScalar(Unsafe.Add(ref firstX, i)), Vector256.CreateScalar(Unsafe.Add(ref firstY, i)));
        }
        return SumOfLanes((sum0 + sum1) + (sum2 + sum3));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<T> Line<T>(ref T first, nuint index)
        where T : unmanaged => Vector256.LoadUnsafe(ref first, index);

    /// <summary>What is added for two numbers, lane by lane; 0 for zeros.</summary>
    private interface ITerm
    {
        static abstract Vector256<T> Of<T>(Vector256<T> x, Vector256<T> y);
    }

    private readonly struct Identity : ITerm
    {
        public static Vector256<T> Of<T>(Vector256<T> x, Vector256<T> y) => x;
    }

    private readonly struct Product : ITerm
    {
        public static Vector256<T> Of<T>(Vector256<T> x, Vector256<T> y) => x * y;
    }

    private readonly struct Magnitude : ITerm
    {
        public static Vector256<T> Of<T>(Vector256<T> x, Vector256<T> y) => Vector256.Abs(x);
    }

    private readonly struct SquaredDifference : ITerm
    {
        public static Vector256<T> Of<T>(Vector256<T> x, Vector256<T> y) => (x - y) * (x - y);
    }
}
