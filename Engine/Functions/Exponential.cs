using System.Runtime.CompilerServices;
using Scratch.Engine.Vectors;

namespace Scratch.Engine.Functions;

/// <summary>y = eˣ, within 1 unit in the last place of the correctly rounded result.</summary>
public static class Exponential
{
    private const float Highest = 89; // e⁸⁹ overflows, so all above may be taken for it
    private const float Lowest = -104; // e⁻¹⁰⁴ is less than half of the smallest denormal number

    private const float LogarithmOfE = 1.44269504f; // to base 2
    // added and taken away again, it rounds to a whole number: 1.5 · 2²³ has no fraction bits
    private const float Shifter = 3 << 22;
    private const float LogarithmOf2 = 0.693145752f; // its first 15 bits, so that n times it is exact
    private const float RestOfLogarithmOf2 = 1.42860677e-6f;

    // The minimax polynomial of (eʳ − 1 − r) / r² for |r| ≤ ½ ln 2, weighted so that the error relative to eʳ is the
    // least: 2⁻²⁸.
    private const float C2 = 0.49999994f, C3 = 0.166665167f, C4 = 0.0416681021f, C5 = 0.00836919248f,
        C6 = 0.00138389028f;

    /// <summary>
    /// y[i] = exp(x[i]). Overwrites y, which may be x. NaN stays NaN; e^−∞ = 0; above ln(largest float) it is ∞.
    /// </summary>
    /// <exception cref="ArgumentException">The lengths differ; the message gives both.</exception>
    public static void Apply(ReadOnlySpan<float> x, Span<float> y) => Map.Run(default(Function), x, y);

    /// <summary>eˣ = 2ⁿ eʳ with x = n ln 2 + r, |r| ≤ ½ ln 2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Of<V>(V x)
        where V : struct, IFloats<V> => OfAtMost0(V.AtMost(Highest, x));

    /// <summary>The same for x ≤ 0, or not far above: nothing guards against overflow.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V OfAtMost0<V>(V x)
        where V : struct, IFloats<V>
    {
        V limited = V.AtLeast(Lowest, x);
        V n = V.MultiplyAdd(limited, LogarithmOfE, Shifter) - Shifter;
        V r = V.MultiplyAdd(n, -RestOfLogarithmOf2, V.MultiplyAdd(n, -LogarithmOf2, limited));
        V p = V.MultiplyAdd(V.MultiplyAdd(V.MultiplyAdd(V.MultiplyAdd(C6, r, C5), r, C4), r, C3), r, C2);
        return V.Scale(V.MultiplyAdd(V.MultiplyAdd(p, r, 1), r, 1), n);
    }

    internal readonly struct Function : IUnary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<V>(V x)
            where V : struct, IFloats<V> => Exponential.Of(x);
    }
}
