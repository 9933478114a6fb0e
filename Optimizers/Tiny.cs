using System.Numerics;

namespace Scratch.Optimizers;

/// <summary>Flushes tiny numbers to zero, before they become denormal and slow every operation down ten times and more.</summary>
/// <remarks>
/// A memorised batch has gradients near 10⁻³⁰, whose squares and running averages are denormal. It happens in the state of
/// optimizers and nowhere else: a gradient rounded to zero would hide from an attack what the attack is looking for.
/// </remarks>
internal static class Tiny
{
    /// <summary>For moments: far below what changes a parameter, far above the smallest normal float, 1.2 · 10⁻³⁸.</summary>
    public const float Threshold = 1e-30f;

    /// <summary>For gradients that are going to be squared: the root of <see cref="Threshold"/>.</summary>
    public const float RootThreshold = 1e-15f;

    /// <summary>x where |x| ≥ <paramref name="threshold"/>, else 0. NaN stays NaN.</summary>
    public static Vector<float> Flush(Vector<float> x, float threshold = Threshold) => Vector.ConditionalSelect(
        Vector.LessThan(Vector.Abs(x), new Vector<float>(threshold)), Vector<float>.Zero, x);

    /// <summary>x where |x| ≥ <see cref="Threshold"/>, else 0. NaN stays NaN.</summary>
    public static float Flush(float x) => MathF.Abs(x) < Threshold ? 0 : x;

    /// <summary>Flushes every element in place.</summary>
    public static void Flush(Span<float> x)
    {
        int i = 0;
        for (; i <= x.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Flush(new Vector<float>(x[i..])).CopyTo(x[i..]);
        }
        for (; i < x.Length; i++)
        {
            x[i] = Flush(x[i]);
        }
    }
}
