namespace Scratch.Adversarial.Domains.Speech.Signals;

/// <summary>
/// From any sound to a word as it is recognised: at 8 kHz, from its first to its last loud frame, at one level.
/// </summary>
internal static class ActivePart
{
    /// <summary>The rate of words, in Hz.</summary>
    public const int Rate = 8000;

    /// <summary>The fewest samples of a word: 25 ms, one frame of a spectrum.</summary>
    public const int FewestSamples = 200;

    /// <summary>
    /// The samples of the word: the mean is taken away, the sound is cut at its end points, and scaled to the usual
    /// level. Of a word that is too long its loudest stretch is kept; one that is shorter than 25 ms takes what is
    /// around it. Allocates.
    /// </summary>
    /// <param name="samples">The sound, finite.</param>
    /// <param name="rate">Its rate, in Hz, in [1,000, 768,000].</param>
    /// <param name="most">The most samples that are kept, at least <see cref="FewestSamples"/>.</param>
    /// <param name="isShortened">Whether the word was longer.</param>
    /// <returns>The word; null of silence, and of a sound that is shorter than 25 ms.</returns>
    public static float[]? Extract(ReadOnlySpan<float> samples, int rate, int most, out bool isShortened)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, FewestSamples);
        float[] sound = samples.ToArray();
        RemoveMean(sound); // first of all, since an offset begins and ends with a click
        sound = rate == Rate ? sound : Resampler.Resample(sound, rate, Rate);
        (int start, int count) = Find(sound, most, out isShortened);
        float[] word = sound[start..(start + count)];
        return Level.Normalise(word) ? word : null;
    }

    /// <summary>Takes the mean away, in place.</summary>
    internal static void RemoveMean(Span<float> samples)
    {
        double mean = 0;
        foreach (float sample in samples)
        {
            mean += sample;
        }
        TensorPrimitives.Subtract(samples, (float)(mean / Math.Max(1, samples.Length)), samples);
    }

    /// <summary>Where the word is in a sound at 8 kHz without its mean. Allocates nothing.</summary>
    /// <param name="sound">Finite, not overwritten.</param>
    /// <param name="most">The most samples that are kept, at least <see cref="FewestSamples"/>.</param>
    /// <param name="isShortened">Whether the word was longer.</param>
    /// <returns>The first sample and the number of samples; 0 of silence, and of a sound that is shorter than
    /// 25 ms.</returns>
    internal static (int Start, int Count) Find(ReadOnlySpan<float> sound, int most, out bool isShortened)
    {
        isShortened = false;
        // what a constant leaves of its rounding is silence
        if (sound.Length < FewestSamples || Level.Measure(sound) < 1e-6f)
        {
            return (0, 0);
        }
        (int start, int count) = EndPoints.Find(sound);
        if (count < FewestSamples)
        {
            start = Math.Clamp(start - ((FewestSamples - count) / 2), 0, sound.Length - FewestSamples);
            count = FewestSamples;
        }
        isShortened = count > most;
        return isShortened ? (start + FindLoudest(sound.Slice(start, count), most), most) : (start, count);
    }

    /// <summary>
    /// Where the loudest stretch of a length begins, in steps of 10 ms; the first of those that are as loud.
    /// </summary>
    /// <param name="samples">At 8 kHz.</param>
    /// <param name="length">At most as many.</param>
    public static int FindLoudest(ReadOnlySpan<float> samples, int length)
    {
        double sum = Reductions.SumOfSquares(samples[..length]), loudest = sum;
        int best = 0;
        for (int start = EndPoints.FrameLength; start + length <= samples.Length; start += EndPoints.FrameLength)
        {
            sum += Reductions.SumOfSquares(samples.Slice(start + length - EndPoints.FrameLength,
                EndPoints.FrameLength)) - (double)Reductions.SumOfSquares(
                samples.Slice(start - EndPoints.FrameLength, EndPoints.FrameLength));
            (loudest, best) = sum > loudest ? (sum, start) : (loudest, best);
        }
        return best;
    }
}
