using NUnit.Framework;
using Scratch.Adversarial.Domains.Speech.Signals;
using Scratch.Engine;

namespace Scratch.Tests.Adversarial.Domains.Speech;

public sealed class ActivePartTests
{
    private const int Rate = ActivePart.Rate;

    [Test]
    public void End_points_are_the_first_and_the_last_frame_within_35_dB_of_the_loudest()
    {
        float[] sound = new float[20 * 80];
        Fill(5, 0.017f); // −35.4 dB
        Fill(6, 0.0179f); // −34.9 dB
        Fill(9, 1);
        Fill(12, 0.5f);
        Fill(15, 0.01f);
        Assert.That(EndPoints.Find(sound), Is.EqualTo((6 * 80, 7 * 80)));
        Assert.That(EndPoints.Find(sound.AsSpan(0, (12 * 80) + 30)), Is.EqualTo((6 * 80, (6 * 80) + 30)));
        Assert.That(EndPoints.Find(new float[500]), Is.EqualTo((0, 0)));
        Assert.That(EndPoints.Find([]), Is.EqualTo((0, 0)));

        void Fill(int frame, float value) => sound.AsSpan(frame * 80, 80).Fill(value);
    }

    [TestCase(8000)]
    [TestCase(16000)]
    [TestCase(44100)]
    public void A_word_is_cut_out_of_silence_with_an_offset_and_leveled(int rate)
    {
        float[] sound = new float[rate];
        Wavs.Tone(rate * 3 / 10, rate, level: 0.9).CopyTo(sound, rate * 2 / 10);
        for (int i = 0; i < sound.Length; i++)
        {
            sound[i] = (0.1f * sound[i]) + 0.3f;
        }
        float[] word = ActivePart.Extract(sound, rate, Rate, out bool isShortened)!;
        Assert.That(word.Length, Is.InRange(2400, 2400 + (3 * 80)), "0.3 s, in whole frames");
        Assert.That(Level.Measure(word), Is.EqualTo(0.05f).Within(1e-5));
        Assert.That(isShortened, Is.False);
    }

    [Test]
    public void Of_a_long_word_the_loudest_stretch_is_kept()
    {
        float[] sound = Wavs.Tone(3 * Rate, Rate, 400, level: 0.2);
        for (int i = 12000; i < 16000; i++)
        {
            sound[i] *= 3;
        }
        float[] word = ActivePart.Extract(sound, Rate, 4000, out bool isShortened)!;
        Assert.That(isShortened);
        Assert.That(word, Has.Length.EqualTo(4000));
        Assert.That(word.Max(), Is.EqualTo(0.05 * Math.Sqrt(2)).Within(1e-3), "the loud part alone, at one level");
        Assert.That(word[^80..].Max(), Is.EqualTo(word.Max()).Within(1e-3));
    }

    [Test]
    public void A_click_takes_what_is_around_it_and_silence_is_no_word()
    {
        float[] click = new float[4000];
        click[1] = 1;
        Assert.That(ActivePart.Extract(click, Rate, Rate, out _), Has.Length.EqualTo(200));
        float[] constant = new float[4000];
        constant.AsSpan().Fill(0.7f);
        Assert.That(ActivePart.Extract(constant, Rate, Rate, out _), Is.Null);
        Assert.That(ActivePart.Extract(new float[4000], Rate, Rate, out _), Is.Null);
        Assert.That(ActivePart.Extract(Wavs.Tone(80, Rate), Rate, Rate, out _), Is.Null, "10 ms");
        Assert.That(ActivePart.Extract(Wavs.Tone(200, Rate), Rate, Rate, out _), Has.Length.EqualTo(200));
        Assert.That(ActivePart.Extract([], Rate, Rate, out _), Is.Null);
    }

    [Test]
    public void Clipped_sound_is_a_word()
    {
        float[] square = [.. Wavs.Tone(4000, Rate).Select(x => (float)Math.Sign(x))];
        float[] word = ActivePart.Extract(square, Rate, Rate, out _)!;
        Assert.That(word.Max(), Is.EqualTo(0.05f).Within(1e-3));
    }

    [Test]
    public void A_level_that_can_not_be_reached_leaves_the_samples()
    {
        float[] zeros = new float[100], loud = [1, .. new float[9999]];
        Assert.That(Level.Normalise(zeros), Is.False);
        Assert.That(Level.Normalise(loud) && loud[0] == 1, "5 of full scale is clipped at 1");
        Assert.That(Level.Normalise([]), Is.False);
    }

    [Test]
    public void Pink_noise_has_the_same_power_in_every_octave()
    {
        float[] noise = new float[1 << 14];
        Noise.FillPink(new RandomStream(1), noise);
        double[] octaves = [.. new[] { 62.5, 125, 250, 500, 1000, 2000 }.Select(low => Octave(noise, low))];
        Assert.That(octaves.Max() / octaves.Min(), Is.LessThan(1.8), string.Join(' ', octaves));
    }

    [TestCase(20)]
    [TestCase(0)]
    public void Noise_is_added_at_the_ratio_that_is_asked_for(int ratio)
    {
        float[] tone = Wavs.Tone(8000, Rate), sound = [.. tone], noise = new float[8000];
        Noise.FillWhite(new RandomStream(1), noise);
        Noise.Add(sound, noise, ratio);
        float[] added = [.. sound.Zip(tone, (a, b) => a - b)];
        Assert.That(20 * Math.Log10(Level.Measure(tone) / Level.Measure(added)), Is.EqualTo(ratio).Within(0.01));
    }

    /// <summary>The mean power over an octave, from Goertzel sums at random frequencies in it.</summary>
    private static double Octave(float[] noise, double low)
    {
        const int Frequencies = 100;
        double power = 0;
        for (int k = 0; k < Frequencies; k++)
        {
            double frequency = low * (1 + ((k + 0.5) / Frequencies)), real = 0, imaginary = 0;
            for (int i = 0; i < noise.Length; i++)
            {
                (double sine, double cosine) = Math.SinCos(Math.Tau * frequency * i / Rate);
                (real, imaginary) = (real + (noise[i] * cosine), imaginary + (noise[i] * sine));
            }
            power += ((real * real) + (imaginary * imaginary)) * low / Frequencies;
        }
        return power;
    }
}
