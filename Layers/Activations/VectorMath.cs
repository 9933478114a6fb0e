using System.Runtime.CompilerServices;
using Scratch.Engine.Functions;
using Scratch.Engine.Vectors;

namespace Scratch.Layers;

/// <summary>What the smooth activations are made of, on whole registers.</summary>
internal static class VectorMath
{
    // P of NormalDistribution, from the constant term up.
    private const float P0 = -1.26551223f, P1 = 1.00002368f, P2 = 0.37409196f, P3 = 0.09678418f, P4 = -0.18628806f;
    private const float P5 = 0.27886807f, P6 = -1.13520398f, P7 = 1.48851587f, P8 = -0.82215223f, P9 = 0.17087277f;

    /// <summary>σ(x) = 1 / (1 + e⁻ˣ).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Sigmoid<V>(V x)
        where V : struct, IFloats<V> => Logistic.Of(x, Exponential.OfAtMost0(0 - V.Abs(x)));

    /// <summary>
    /// eˣ − 1 for x ≤ 0, as 2t / (1 − t) with t = tanh(x/2): near 0, where eˣ has no digits of it, too.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V ExponentialMinusOne<V>(V x)
        where V : struct, IFloats<V>
    {
        V t = HyperbolicTangent.Of(0.5f * x);
        return (t + t) / (1 - t);
    }

    /// <summary>Φ(x) = ½ erfc(−x / √2), the distribution function of a standard normal number.</summary>
    /// <remarks>
    /// For z ≥ 0, erfc z = t exp(−z² + P(t)) with t = 1 / (1 + z/2), off by at most 1.2e-7 of itself: Press et al.,
    /// Numerical Recipes, 2nd edition, section 6.2. So Φ keeps its digits in the left tail, where 1 + erf would have
    /// lost them.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V NormalDistribution<V>(V x)
        where V : struct, IFloats<V>
    {
        V z = 0.70710678f * V.Abs(x);
        V t = 1 / V.MultiplyAdd(0.5f, z, 1);
        V high = V.MultiplyAdd(V.MultiplyAdd(V.MultiplyAdd(V.MultiplyAdd(P9, t, P8), t, P7), t, P6), t, P5);
        V p = V.MultiplyAdd(
            V.MultiplyAdd(V.MultiplyAdd(V.MultiplyAdd(V.MultiplyAdd(high, t, P4), t, P3), t, P2), t, P1), t, P0);
        V tail = 0.5f * t * Exponential.Of(p - (z * z)); // Φ(−|x|)
        return V.WhereNotPositive(x, tail, 1 - tail);
    }

    /// <summary>φ(x) = exp(−x²/2) / √2π, the density of a standard normal number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V NormalDensity<V>(V x)
        where V : struct, IFloats<V> => 0.39894228f * Exponential.OfAtMost0(-0.5f * x * x);
}
