using System.Runtime.CompilerServices;
using Scratch.Engine.Vectors;

namespace Scratch.Engine.Functions;

/// <summary>
/// y = ln x for finite x of at least 1, within 2 units in the last place of the correctly rounded result.
/// </summary>
/// <remarks>That is all that a softmax needs: its x is a sum of exponentials of which one is e⁰.</remarks>
internal static class Logarithm
{
    private const float LogarithmOf2 = 0.693145752f; // its first 15 bits, so that k times it is exact
    private const float RestOfLogarithmOf2 = 1.42860677e-6f;

    // The minimax polynomial of (2 artanh s / s − 2) / s² in s² for |s| ≤ 3 − 2√2, weighted so that the error relative
    // to 2 artanh s is the least: 2⁻³⁰.
    private const float C3 = 0.666667759f, C5 = 0.399775743f, C7 = 0.298712373f;

    /// <summary>
    /// x = 2ᵏ m with m in [√½, √2), so ln x = k ln 2 + ln m, and ln m = 2 artanh s with s = (m − 1) / (m + 1). NaN
    /// stays NaN.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Of<V>(V x)
        where V : struct, IFloats<V>
    {
        V k = V.Split(x, out V m);
        V s = (m - 1) / (m + 1), square = s * s;
        V p = V.MultiplyAdd(V.MultiplyAdd(C7, square, C5), square, C3);
        V ofMantissa = V.MultiplyAdd(s * square, p, 2 * s);
        // 0 · x: the bits of NaN were taken for a number
        V rest = V.MultiplyAdd(k, RestOfLogarithmOf2, V.MultiplyAdd(0, x, ofMantissa));
        return V.MultiplyAdd(k, LogarithmOf2, rest);
    }

    internal readonly struct Function : IUnary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<V>(V x)
            where V : struct, IFloats<V> => Logarithm.Of(x);
    }
}
