namespace Scratch.Adversarial.Domains.Speech.Signals;

/// <summary>Where the word is in a sound of one word: its end points, from the energy of short frames.</summary>
/// <remarks>Rabiner and Sambur 1975 in its simplest form: the frames that are loud beside the loudest one.</remarks>
internal static class EndPoints
{
    /// <summary>Samples of a frame: 10 ms at 8 kHz.</summary>
    public const int FrameLength = 80;

    /// <summary>How much quieter than the loudest frame a frame of the word may be: −35 dB, as a share of its
    /// power.</summary>
    public const double Quietest = 3.1622776601683795e-4; // 10^−3.5

    /// <summary>The part from the first to the last frame that is above −35 dB of the loudest one.</summary>
    /// <param name="samples">At 8 kHz, finite, without an offset; the last frame may be a part of one.</param>
    /// <returns>The first sample and the number of samples; none of a sound that is all zero.</returns>
    public static (int Start, int Count) Find(ReadOnlySpan<float> samples)
    {
        double loudest = 0;
        for (int start = 0; start < samples.Length; start += FrameLength)
        {
            loudest = Math.Max(loudest, Power(samples, start));
        }
        if (loudest == 0)
        {
            return (0, 0);
        }
        int first = 0, last = (samples.Length - 1) / FrameLength * FrameLength;
        while (Power(samples, first) < Quietest * loudest)
        {
            first += FrameLength;
        }
        while (Power(samples, last) < Quietest * loudest)
        {
            last -= FrameLength;
        }
        return (first, Math.Min(last + FrameLength, samples.Length) - first);
    }

    private static double Power(ReadOnlySpan<float> samples, int start)
    {
        ReadOnlySpan<float> frame = samples.Slice(start, Math.Min(FrameLength, samples.Length - start));
        return Reductions.SumOfSquares(frame) / (double)frame.Length;
    }
}
