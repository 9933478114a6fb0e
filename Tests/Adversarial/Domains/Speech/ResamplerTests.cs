using NUnit.Framework;
using Scratch.Adversarial.Domains.Speech.Signals;
using Scratch.Engine;

namespace Scratch.Tests.Adversarial.Domains.Speech;

public sealed class ResamplerTests
{
    private static readonly int[] Rates = [4000, 7999, 8000, 11025, 16000, 22050, 44100, 44101, 48000, 96000, 192000];
    private static readonly int[] OtherRates = [.. Rates.Where(rate => rate != 8000)];

    [TestCaseSource(nameof(OtherRates))]
    public void It_is_the_sum_that_the_formula_says(int rate)
    {
        float[] sound = new float[3001];
        new RandomStream(1).FillUniform(sound, -1, 1);
        float[] actual = Resampler.Resample(sound, rate, 8000);
        double[] expected = Reference(sound, rate, 8000);
        Assert.That(actual, Has.Length.EqualTo(expected.Length));
        double most = actual.Zip(expected, (a, e) => Math.Abs(a - e)).Max();
        Assert.That(most, Is.LessThan(2e-5));
    }

    [Test]
    public void A_sine_stays_itself_at_every_rate([ValueSource(nameof(Rates))] int rate)
    {
        float[] sound = Wavs.Tone(rate, rate, frequency: 1234.5);
        float[] actual = Resampler.Resample(sound, rate, 8000), expected = Wavs.Tone(8000, 8000, 1234.5);
        Assert.That(actual, Has.Length.EqualTo(8000));
        // its start and end are the sound's, which is cut there
        double most = Enumerable.Range(400, 7200).Max(i => Math.Abs(actual[i] - expected[i]));
        Assert.That(most, Is.LessThan(1e-4));
    }

    [TestCase(4100, 44100)]
    [TestCase(5000, 16000)]
    [TestCase(7000, 16000)]
    [TestCase(20000, 48000)]
    public void What_8_kHz_can_not_hold_is_gone(double frequency, int rate)
    {
        float[] folded = Resampler.Resample(Wavs.Tone(rate, rate, frequency, level: 1), rate, 8000);
        Assert.That(Level.Measure(folded.AsSpan(400, 7200)), Is.LessThan(2e-4), "−70 dB");
    }

    [Test]
    public void A_constant_stays_what_it_is()
    {
        float[] ones = new float[5000];
        ones.AsSpan().Fill(0.5f);
        foreach (int rate in Rates)
        {
            float[] actual = Resampler.Resample(ones, rate, 8000);
            Assert.That(actual[actual.Length / 2], Is.EqualTo(0.5f).Within(1e-5));
        }
    }

    [Test]
    public void The_same_rate_is_a_copy_and_others_are_refused()
    {
        float[] sound = [1, 2, 3];
        Assert.That(Resampler.Resample(sound, 8000, 8000), Is.EqualTo(sound).And.Not.SameAs(sound));
        Assert.That(() => Resampler.Resample(sound, 999, 8000), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(Resampler.Resample([], 16000, 8000), Is.Empty);
        Assert.That(Resampler.Resample([1], 16000, 8000), Has.Length.EqualTo(1));
        Assert.That(Resampler.Resample([1], 1000, 8000), Has.Length.EqualTo(8));
    }

    [TestCase(0.84f)]
    [TestCase(0.95f)]
    [TestCase(1.07f)]
    [TestCase(1.19f)]
    [TestCase(1.5f)]
    public void A_change_of_speed_moves_a_tone_by_as_much(float speed)
    {
        const int Count = 4000, Padding = SpeedChange.Padding;
        float[] padded = [.. new float[Padding], .. Wavs.Tone(Count, 8000, 1000), .. new float[Padding]];
        float[] output = new float[SpeedChange.CountOf(Count, speed)];
        SpeedChange.Run(padded, speed, output);
        float[] expected = Wavs.Tone(output.Length, 8000, 1000 * speed);
        double most = Enumerable.Range(50, output.Length - 100).Max(i => Math.Abs(output[i] - expected[i]));
        Assert.That(most, Is.LessThan(0.5 * 0.01), "−40 dB");
    }

    /// <summary>Σ x[i] h(place − i), the weights of each place to the sum 1.</summary>
    private static double[] Reference(float[] sound, int from, int to)
    {
        double share = Math.Min(1, (double)to / from);
        int half = (int)Math.Ceiling(64 / share);
        double[] output = new double[(int)Math.Ceiling(sound.Length * (double)to / from)];
        for (int m = 0; m < output.Length; m++)
        {
            decimal place = (decimal)m * from / to;
            int before = (int)Math.Floor(place);
            double sum = 0, weights = 0;
            for (int i = before - half + 1; i <= before + half; i++)
            {
                double weight = WindowedSinc.Weight((double)(i - place), 0.96 * share, half);
                weights += weight;
                sum += i >= 0 && i < sound.Length ? weight * sound[i] : 0;
            }
            output[m] = sum / weights;
        }
        return output;
    }
}
