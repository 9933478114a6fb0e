using System.Numerics;

namespace Scratch.Layers;

/// <summary>Functions on whole vectors that System.Numerics lacks, or has without the last digits that cancel.</summary>
internal static class VectorMath
{
    /// <summary>σ(x) = 1 / (1 + e⁻ˣ).</summary>
    public static Vector<float> Sigmoid(Vector<float> x) => Vector<float>.One / (Vector<float>.One + Vector.Exp(-x));

    /// <summary>eˣ − 1, also where it is near 0.</summary>
    /// <remarks>
    /// With u = eˣ as rounded, u − 1 is exact but of the wrong x: of log u. Dividing by log u and multiplying by x puts that
    /// right. Kahan's method, in Higham, Accuracy and Stability of Numerical Algorithms, 2002, section 1.14.1.
    /// </remarks>
    public static Vector<float> ExpM1(Vector<float> x)
    {
        Vector<float> u = Vector.Exp(x);
        Vector<float> d = u - Vector<float>.One;
        Vector<float> result = d * (x / Vector.Log(u));
        result = Vector.ConditionalSelect(Vector.Equals(d, Vector<float>.Zero), x, result);
        return Vector.ConditionalSelect(Vector.Equals(d, -Vector<float>.One), d, result);
    }

    /// <summary>log(1 + x) for x in [0, 1], also where it is near 0: Kahan's method, as in <see cref="ExpM1"/>.</summary>
    public static Vector<float> LogP1(Vector<float> x)
    {
        Vector<float> u = Vector<float>.One + x;
        Vector<float> d = u - Vector<float>.One;
        return Vector.ConditionalSelect(Vector.Equals(d, Vector<float>.Zero), x, Vector.Log(u) * (x / d));
    }

    /// <summary>Φ(x) = ½ erfc(−x / √2), the distribution function of a standard normal number.</summary>
    /// <remarks>
    /// For z ≥ 0, erfc z = t exp(−z² + P(t)) with t = 1 / (1 + z/2), off by at most 1.2e-7 of itself: Press et al., Numerical
    /// Recipes, 2nd edition, section 6.2. So Φ keeps its digits in the left tail, where 1 + erf would have lost them.
    /// </remarks>
    public static Vector<float> NormalDistribution(Vector<float> x)
    {
        ReadOnlySpan<float> coefficients =
        [
            0.17087277f, -0.82215223f, 1.48851587f, -1.13520398f, 0.27886807f, -0.18628806f, 0.09678418f, 0.37409196f, 1.00002368f, -1.26551223f,
        ];
        Vector<float> z = Vector.Abs(x) * new Vector<float>(0.70710678f);
        Vector<float> t = Vector<float>.One / (Vector<float>.One + (new Vector<float>(0.5f) * z));
        Vector<float> polynomial = Vector<float>.Zero;
        foreach (float coefficient in coefficients)
        {
            polynomial = (polynomial * t) + new Vector<float>(coefficient);
        }
        Vector<float> tail = new Vector<float>(0.5f) * t * Vector.Exp(polynomial - (z * z)); // Φ(−|x|)
        return Vector.ConditionalSelect(Vector.LessThan(x, Vector<float>.Zero), tail, Vector<float>.One - tail);
    }

    /// <summary>φ(x) = exp(−x²/2) / √2π, the density of a standard normal number.</summary>
    public static Vector<float> NormalDensity(Vector<float> x) =>
        new Vector<float>(0.39894228f) * Vector.Exp(new Vector<float>(-0.5f) * x * x);
}
