using System.Runtime.Intrinsics;
using Line = System.Runtime.Intrinsics.Vector256<float>;

namespace Scratch.Layers;

/// <summary>min p · x for l ≤ x ≤ u: each xᵢ at the end that the sign of pᵢ asks for.</summary>
internal static class BoxMinimum
{
    /// <summary>p⁺ · l + p⁻ · u.</summary>
    public static float Of(ReadOnlySpan<float> p, ReadOnlySpan<float> lower, ReadOnlySpan<float> upper)
    {
        Line sums = Line.Zero;
        int i = 0;
        for (; i <= p.Length - Line.Count; i += Line.Count)
        {
            var value = Vector256.Create<float>(p[i..]);
            sums += (Vector256.Max(value, Line.Zero) * Vector256.Create<float>(lower[i..]))
                + (Vector256.Min(value, Line.Zero) * Vector256.Create<float>(upper[i..]));
        }
        float sum = Vector256.Sum(sums);
        for (; i < p.Length; i++)
        {
            sum += p[i] * (p[i] > 0 ? lower[i] : upper[i]);
        }
        return sum;
    }

    /// <summary>dp = d · l where p is positive, d · u elsewhere. Overwrites.</summary>
    public static void Differentiate(
        ReadOnlySpan<float> p, ReadOnlySpan<float> lower, ReadOnlySpan<float> upper, float d, Span<float> dP)
    {
        int i = 0;
        for (; i <= p.Length - Line.Count; i += Line.Count)
        {
            Line positive = Vector256.GreaterThan(Vector256.Create<float>(p[i..]), Line.Zero);
            Line l = Vector256.Create<float>(lower[i..]), u = Vector256.Create<float>(upper[i..]);
            (d * Vector256.ConditionalSelect(positive, l, u)).CopyTo(dP[i..]);
        }
        for (; i < p.Length; i++)
        {
            dP[i] = d * (p[i] > 0 ? lower[i] : upper[i]);
        }
    }
}
