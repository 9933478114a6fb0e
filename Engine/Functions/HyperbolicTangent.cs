using System.Runtime.CompilerServices;
using Scratch.Engine.Vectors;

namespace Scratch.Engine.Functions;

/// <summary>y = tanh x, within 2 units in the last place of the correctly rounded result.</summary>
public static class HyperbolicTangent
{
    private const float Highest = 9.1f; // from 9.011 on, tanh rounds to 1

    private const float TwiceLogarithmOfE = 2.88539008f; // to base 2
    // added and taken away again, it rounds to a whole number: 1.5 · 2²³ has no fraction bits
    private const float Shifter = 3 << 22;
    private const float HalfLogarithmOf2 = 0.346572876f; // its first 15 bits, so that n times it is exact
    private const float RestOfHalfLogarithmOf2 = 7.14303383e-7f;

    // The minimax polynomial of (tanh r / r − 1) / r² in r² for |r| ≤ ¼ ln 2, weighted so that the error relative to
    // tanh r is the least: 2⁻³².
    private const float C3 = -0.333333224f, C5 = 0.133311421f, C7 = -0.0527152903f;

    /// <summary>y[i] = tanh(x[i]). Overwrites y, which may be x. NaN stays NaN; tanh(±∞) = ±1, tanh(±0) = ±0.</summary>
    /// <exception cref="ArgumentException">The lengths differ; the message gives both.</exception>
    public static void Apply(ReadOnlySpan<float> x, Span<float> y) => Map.Run(default(Function), x, y);

    /// <summary>
    /// With |x| = ½ n ln 2 + r and t = tanh r, e^2|x| = 2ⁿ (1 + t) / (1 − t), and so
    /// tanh |x| = ((2ⁿ − 1) + (2ⁿ + 1) t) / ((2ⁿ + 1) + (2ⁿ − 1) t): for small x, where n = 0, just t.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Of<V>(V x)
        where V : struct, IFloats<V>
    {
        V limited = V.AtMost(Highest, V.Abs(x));
        V n = V.MultiplyAdd(limited, TwiceLogarithmOfE, Shifter) - Shifter;
        V r = V.MultiplyAdd(n, -RestOfHalfLogarithmOf2, V.MultiplyAdd(n, -HalfLogarithmOf2, limited));
        V square = r * r;
        V t = V.MultiplyAdd(r * square, V.MultiplyAdd(V.MultiplyAdd(C7, square, C5), square, C3), r);
        V power = V.Scale(1, n);
        V less = power - 1, more = power + 1;
        return V.WithSignOf(x, V.MultiplyAdd(more, t, less) / V.MultiplyAdd(less, t, more));
    }

    internal readonly struct Function : IUnary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<V>(V x)
            where V : struct, IFloats<V> => HyperbolicTangent.Of(x);
    }
}
