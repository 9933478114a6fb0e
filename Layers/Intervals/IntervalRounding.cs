using System.Numerics.Tensors;
using Scratch.Engine;

namespace Scratch.Layers;

/// <summary>How far bounds are widened so that rounding does not leave them.</summary>
internal static class IntervalRounding
{
    private const float UnitRoundoff = 1f / (1 << 24);

    /// <summary>
    /// What rounding can do to a sum of <paramref name="terms"/> products, relative to the sum of their magnitudes: in
    /// the bounds, in their radius, and in the network. Higham 2002, section 3.1. The eight are for what is rounded
    /// besides.
    /// </summary>
    public static float OfSum(int terms) => 3 * (terms + 8) * UnitRoundoff;

    /// <summary>
    /// c = ½ (l + u) and r = ½ (u − l) + what rounding can do to sums of <paramref name="terms"/> of them.
    /// </summary>
    public static void CentreAndRadius(
        ReadOnlySpan<float> lower, ReadOnlySpan<float> upper, int terms, Span<float> centre, Span<float> radius)
    {
        float slack = OfSum(terms);
        for (int i = 0; i < lower.Length; i++)
        {
            (float c, float r) = (0.5f * (lower[i] + upper[i]), 0.5f * (upper[i] - lower[i]));
            (centre[i], radius[i]) = (c, r + (slack * (MathF.Abs(c) + r)));
        }
    }

    /// <summary>Moves each bound outward by so many of its own roundings.</summary>
    public static void Widen(int roundings, Span<float> lower, Span<float> upper)
    {
        float slack = roundings * UnitRoundoff;
        for (int i = 0; i < lower.Length; i++)
        {
            lower[i] -= slack * MathF.Abs(lower[i]);
            upper[i] += slack * MathF.Abs(upper[i]);
        }
    }

    /// <summary>|W|, in memory of its own.</summary>
    public static Matrix Magnitudes(Matrix weights)
    {
        Matrix magnitudes = Matrix.Allocate(weights.Rows, weights.Columns);
        TensorPrimitives.Abs<float>(weights.Span, magnitudes.Span);
        return magnitudes;
    }
}
