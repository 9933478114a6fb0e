using System.Numerics;

namespace Scratch.Adversarial.Attacks.WhiteBox;

/// <summary>
/// The two pixels p, q with the largest −α β, α = a_p + a_q &gt; 0, β = b_p + b_q &lt; 0. Papernot et al. 2016,
/// algorithm 3.
/// </summary>
internal static class SaliencyPair
{
    /// <summary>Looks at every pair.</summary>
    /// <param name="a">∂z_t/∂x; −∞ for a pixel that is out of the question.</param>
    /// <param name="b">Σ ∂z_j/∂x over the other classes.</param>
    /// <param name="p">The first of them.</param>
    /// <param name="q">The second, after the first.</param>
    /// <returns>False if no pair has both signs.</returns>
    public static bool TryFind(ReadOnlySpan<float> a, ReadOnlySpan<float> b, out int p, out int q)
    {
        (p, q) = (-1, -1);
        float best = 0;
        for (int i = 0; i < a.Length - 1; i++)
        {
            if (float.IsNegativeInfinity(a[i]) || !(LargestWith(i, a, b) > best))
            {
                continue;
            }
            for (int j = i + 1; j < a.Length; j++)
            {
                if (Saliency(a[i] + a[j], b[i] + b[j]) > best)
                {
                    (best, p, q) = (Saliency(a[i] + a[j], b[i] + b[j]), i, j);
                }
            }
        }
        return q >= 0;
    }

    /// <summary>The largest saliency of a pixel with one of those after it; 0 if there is none.</summary>
    private static float LargestWith(int i, ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        Vector<float> ai = new(a[i]), bi = new(b[i]), largest = Vector<float>.Zero;
        int j = i + 1;
        for (; j <= a.Length - Vector<float>.Count; j += Vector<float>.Count)
        {
            // −αβ with both signs right; a wrong one becomes 0
            Vector<float> alpha = Vector.Max(ai + new Vector<float>(a[j..]), Vector<float>.Zero);
            Vector<float> beta = Vector.Max(-(bi + new Vector<float>(b[j..])), Vector<float>.Zero);
            largest = Vector.Max(largest, alpha * beta);
        }
        float result = 0;
        for (int lane = 0; lane < Vector<float>.Count; lane++)
        {
            result = MathF.Max(result, largest[lane]);
        }
        for (; j < a.Length; j++)
        {
            result = MathF.Max(result, Saliency(a[i] + a[j], b[i] + b[j]));
        }
        return result;
    }

    private static float Saliency(float alpha, float beta) => MathF.Max(alpha, 0) * MathF.Max(-beta, 0);
}
