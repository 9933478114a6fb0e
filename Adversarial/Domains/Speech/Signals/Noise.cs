namespace Scratch.Adversarial.Domains.Speech.Signals;

/// <summary>Noise, white and pink.</summary>
internal static class Noise
{
    private const int Pairs = 4;
    private const double LowestPole = 20, FromPoleToPole = 4; // Hz, and a factor: two octaves

    private static readonly float[] Poles = [.. Enumerable.Range(0, Pairs).Select(i => Decay(LowestPole, i))],
        Zeros = [.. Enumerable.Range(0, Pairs).Select(i => Decay(2 * LowestPole, i))];

    /// <summary>Overwrites samples with white noise of level 1: the same power in every band of a width in
    /// Hz.</summary>
    public static void FillWhite(RandomStream random, Span<float> noise) => random.FillNormal(noise);

    /// <summary>
    /// Overwrites samples with pink noise: the same power in every octave, to 1.2 dB to either side. Its level is not
    /// 1. Corsini and Saletti 1988: white noise through pairs of a pole and a zero, an octave apart, every two
    /// octaves from 20 Hz.
    /// </summary>
    public static void FillPink(RandomStream random, Span<float> noise)
    {
        random.FillNormal(noise);
        (float p0, float p1, float p2, float p3) = (Poles[0], Poles[1], Poles[2], Poles[3]);
        (float z0, float z1, float z2, float z3) = (Zeros[0], Zeros[1], Zeros[2], Zeros[3]);
        float s0 = 0, s1 = 0, s2 = 0, s3 = 0;
        foreach (ref float sample in noise)
        {
            // y = x + s, s' = p y − z x
            float x0 = sample, x1 = x0 + s0, x2 = x1 + s1, x3 = x2 + s2, x4 = x3 + s3;
            s0 = (p0 * x1) - (z0 * x0);
            s1 = (p1 * x2) - (z1 * x1);
            s2 = (p2 * x3) - (z2 * x2);
            s3 = (p3 * x4) - (z3 * x3);
            sample = x4;
        }
    }

    /// <summary>
    /// Adds noise to a sound so that the ratio of their powers is as asked. Leaves the sound as it is if one of both
    /// is silent.
    /// </summary>
    /// <param name="sound">Added to.</param>
    /// <param name="noise">As long, of any level.</param>
    /// <param name="ratio">Signal to noise, in dB.</param>
    public static void Add(Span<float> sound, ReadOnlySpan<float> noise, float ratio)
    {
        float scale = Level.Measure(sound) / Level.Measure(noise) * Level.FromDecibels(-ratio);
        if (float.IsFinite(scale))
        {
            TensorPrimitives.MultiplyAdd(noise, scale, sound, sound);
        }
    }

    private static float Decay(double lowest, int number) =>
        (float)Math.Exp(-2 * Math.PI * lowest * Math.Pow(FromPoleToPole, number) / ActivePart.Rate);
}
