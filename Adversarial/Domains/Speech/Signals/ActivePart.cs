namespace Scratch.Adversarial.Domains.Speech.Signals;

/// <summary>
/// From any sound to a word as it is recognised: at 8 kHz, from its first to its last loud frame, at one level.
/// </summary>
public static class ActivePart
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
        isShortened = false;
        if (samples.IsEmpty)
        {
            return null;
        }
        double mean = 0;
        foreach (float sample in samples)
        {
            mean += sample;
        }
        float[] sound = new float[samples.Length]; // first of all, since an offset begins and ends with a click
        TensorPrimitives.Subtract(samples, (float)(mean / samples.Length), sound);
        sound = rate == Rate ? sound : Resampler.Resample(sound, rate, Rate);
        if (sound.Length < FewestSamples)
        {
            return null;
        }
        // what a constant leaves of its rounding is silence
        if (Level.Measure(sound) < 1e-6f)
        {
            return null;
        }
        (int start, int count) = EndPoints.Find(sound);
        if (count < FewestSamples)
        {
            start = Math.Clamp(start - ((FewestSamples - count) / 2), 0, sound.Length - FewestSamples);
            count = FewestSamples;
        }
        isShortened = count > most;
        if (isShortened)
        {
            (start, count) = (start + FindLoudest(sound.AsSpan(start, count), most), most);
        }
        float[] word = sound[start..(start + count)];
        return Level.Normalise(word) ? word : null;
    }

    /// <summary>
    /// Where the loudest stretch of a length begins, in steps of 10 ms; the first of those that are as loud.
    /// </summary>
    /// <param name="samples">At 8 kHz.</param>
    /// <param name="length">At most as many.</param>
    public static int FindLoudest(ReadOnlySpan<float> samples, int length)
    {
        double sum = TensorPrimitives.SumOfSquares(samples[..length]), loudest = sum;
        int best = 0;
        for (int start = EndPoints.FrameLength; start + length <= samples.Length; start += EndPoints.FrameLength)
        {
            sum += TensorPrimitives.SumOfSquares(samples.Slice(start + length - EndPoints.FrameLength,
                EndPoints.FrameLength)) - (double)TensorPrimitives.SumOfSquares(
                samples.Slice(start - EndPoints.FrameLength, EndPoints.FrameLength));
            (loudest, best) = sum > loudest ? (sum, start) : (loudest, best);
        }
        return best;
    }
}
