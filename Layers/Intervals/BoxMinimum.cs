using System.Numerics;

namespace Scratch.Layers;

/// <summary>min p · x for l ≤ x ≤ u: each xᵢ at the end that the sign of pᵢ asks for.</summary>
internal static class BoxMinimum
{
    /// <summary>p⁺ · l + p⁻ · u.</summary>
    public static float Of(ReadOnlySpan<float> p, ReadOnlySpan<float> lower, ReadOnlySpan<float> upper)
    {
        Vector<float> sums = Vector<float>.Zero;
        int i = 0;
        for (; i <= p.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            var value = new Vector<float>(p[i..]);
            sums += (Vector.Max(value, Vector<float>.Zero) * new Vector<float>(lower[i..]))
                + (Vector.Min(value, Vector<float>.Zero) * new Vector<float>(upper[i..]));
        }
        float sum = Vector.Sum(sums);
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
        for (; i <= p.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector<int> positive = Vector.GreaterThan(new Vector<float>(p[i..]), Vector<float>.Zero);
            (d * Vector.ConditionalSelect(positive, new Vector<float>(lower[i..]), new Vector<float>(upper[i..])))
                .CopyTo(dP[i..]);
        }
        for (; i < p.Length; i++)
        {
            dP[i] = d * (p[i] > 0 ? lower[i] : upper[i]);
        }
    }
}
