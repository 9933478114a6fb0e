using System.Runtime.CompilerServices;
using Scratch.Engine.Vectors;

namespace Scratch.Engine.Functions;

/// <summary>y = 1 / (1 + e⁻ˣ), within 2 units in the last place of the correctly rounded result.</summary>
public static class Logistic
{
    /// <summary>y[i] = σ(x[i]). Overwrites y, which may be x. NaN stays NaN; σ(−∞) = 0, σ(∞) = 1.</summary>
    /// <exception cref="ArgumentException">The lengths differ; the message gives both.</exception>
    public static void Apply(ReadOnlySpan<float> x, Span<float> y) => Map.Run(default(Function), x, y);

    /// <summary>
    /// σ(x) from e = e^−|x|, which can't overflow: 1 / (1 + e) on the right, e / (1 + e) on the left.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Of<V>(V x, V e)
        where V : struct, IFloats<V> => V.WhereNotPositive(x, e, 1) / (1 + e);

    internal readonly struct Function : IUnary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<V>(V x)
            where V : struct, IFloats<V> => Logistic.Of(x, Exponential.OfAtMost0(0 - V.Abs(x)));
    }
}
