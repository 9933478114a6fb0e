namespace Scratch.Adversarial.Domains.Speech.Signals;

/// <summary>The level of sound: the root of the mean of its squares.</summary>
internal static class Level
{
    /// <summary>The level that every word is brought to: −26 dB of full scale, which leaves room for peaks.</summary>
    public const float Usual = 0.05f;

    /// <summary>The root mean square; 0 of nothing.</summary>
    public static float Measure(ReadOnlySpan<float> samples) =>
        samples.IsEmpty ? 0 : (float)Math.Sqrt(Reductions.SumOfSquares(samples) / (double)samples.Length);

    /// <summary>
    /// Scales samples in place to the usual level, and clips what then lies beyond ±1. Allocates nothing.
    /// </summary>
    /// <returns>False if all of them are zero, or so quiet that they can't be scaled: they stay as they are.</returns>
    public static bool Normalise(Span<float> samples)
    {
        float scale = Usual / Measure(samples);
        if (!float.IsFinite(scale) || scale == 0)
        {
            return false;
        }
        TensorPrimitives.Multiply(samples, scale, samples);
        TensorPrimitives.Clamp(samples, -1f, 1f, samples);
        return true;
    }

    /// <summary>The amplitude of a ratio of powers in decibels: 10^(dB / 20).</summary>
    public static float FromDecibels(float decibels) => MathF.Pow(10, decibels / 20);
}
