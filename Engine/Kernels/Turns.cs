using System.Runtime.Intrinsics;

namespace Scratch.Engine.Kernels;

/// <summary>Sine and cosine of an angle in turns: sin 2πx and cos 2πx.</summary>
/// <remarks>
/// A turn has no rounded π in it: x splits exactly into q quarters and a rest of an eighth at most, whose sine and
/// cosine are their Taylor polynomials to the eleventh and tenth power. What they leave out is below 10⁻⁹.
/// </remarks>
internal static class Turns
{
    /// <summary>sine = sin 2πx, cosine = cos 2πx, both within 2 · 10⁻⁷.</summary>
    /// <param name="x">In [0, 1), multiples of 2⁻²⁴; a whole number of vectors of eight.</param>
    /// <param name="sine">As long, overwritten.</param>
    /// <param name="cosine">As long, overwritten.</param>
    public static void SinCos(ReadOnlySpan<float> x, Span<float> sine, Span<float> cosine)
    {
        for (int i = 0; i < x.Length; i += Vector256<float>.Count)
        {
            Vector256<float> turns = Vector256.Create(x[i..]);
            Vector256<float> nearest = Vector256.Floor((4 * turns) + Vector256.Create(0.5f));
            Vector256<int> quarter = Vector256.ConvertToInt32(nearest);
            // the difference is exact, and within ±1/8
            Vector256<float> angle = (2 * MathF.PI) * (turns - (0.25f * nearest));
            Vector256<float> square = angle * angle;
            Vector256<float> s = angle
                + (angle * square * Polynomial(square, -1f / 6, 1f / 120, -1f / 5040, 1f / 362880, -1f / 39916800));
            Vector256<float> c = Vector256<float>.One
                + (square * Polynomial(square, -1f / 2, 1f / 24, -1f / 720, 1f / 40320, -1f / 3628800));

            // Each quarter turn is a step around (cos, sin), (−sin, cos), (−cos, −sin), (sin, −cos).
            Vector256<float> odd = Vector256.Equals(quarter & Vector256<int>.One, Vector256<int>.One).AsSingle();
            Flip(Vector256.ConditionalSelect(odd, c, s), quarter).CopyTo(sine[i..]);
            Flip(Vector256.ConditionalSelect(odd, s, c), quarter + Vector256<int>.One).CopyTo(cosine[i..]);
        }
    }

    /// <summary>a + bx + cx² + dx³ + ex⁴, by Horner's rule.</summary>
    private static Vector256<float> Polynomial(Vector256<float> x, float a, float b, float c, float d, float e)
    {
        Vector256<float> sum = Vector256.MultiplyAddEstimate(Vector256.Create(e), x, Vector256.Create(d));
        sum = Vector256.MultiplyAddEstimate(sum, x, Vector256.Create(c));
        sum = Vector256.MultiplyAddEstimate(sum, x, Vector256.Create(b));
        return Vector256.MultiplyAddEstimate(sum, x, Vector256.Create(a));
    }

    /// <summary>−x in the third and fourth quarter, else x.</summary>
    private static Vector256<float> Flip(Vector256<float> x, Vector256<int> quarter) =>
        (x.AsInt32() ^ ((quarter & Vector256.Create(2)) << 30)).AsSingle();
}
