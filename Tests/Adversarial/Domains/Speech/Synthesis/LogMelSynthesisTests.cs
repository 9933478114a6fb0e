using NUnit.Framework;
using Scratch.Adversarial.Domains.Speech.Synthesis;
using Scratch.Engine;
using Scratch.Layers;
using Scratch.Tests.Engine;

namespace Scratch.Tests.Adversarial.Domains.Speech.Synthesis;

/// <summary>Sounds to log-mel spectra and back again.</summary>
[NonParallelizable]
public class LogMelSynthesisTests
{
    private static readonly LogMelScale Scale = new();

    /// <summary>
    /// Recorded digits come back within 0.3 dB on average. A tone without any noise is the hardest: what its window leaves
    /// of it 50 dB below is no sound of its own.
    /// </summary>
    [TestCase("tone", 1.5)]
    [TestCase("sweep", 0.7)]
    [TestCase("vowel", 0.7)]
    [TestCase("noise", 0.7)]
    public void A_sound_made_from_a_spectrum_has_that_spectrum(string sound, double decibels)
    {
        Matrix original = Analyse(Sound(sound)), copy = Analyse(Synthesise(original, seed: 1));
        double distance = LogMelAnalysis.Distance(original.Row(0), copy.Row(0));
        TestContext.Out.WriteLine($"{sound}: {distance:F3} dB");
        Assert.That(distance, Is.LessThan(decibels));
        Matrix other = Analyse(Sound(sound == "vowel" ? "sweep" : "vowel"));
        Assert.That(LogMelAnalysis.Distance(original.Row(0), other.Row(0)), Is.GreaterThan(5), "of another sound");
    }

    [Test]
    public void The_same_stream_gives_the_same_bits_whatever_the_threads()
    {
        using var threads = new PoolThreads(1);
        Matrix spectrum = Analyse(Sound("vowel"));
        float[] expected = Synthesise(spectrum, seed: 1);
        Assert.That(Synthesise(spectrum, seed: 2), Is.Not.EqualTo(expected));
        foreach (int count in PoolThreads.Counts)
        {
            WorkerPool.Threads = count;
            Assert.That(Synthesise(spectrum, seed: 1).AsSpan().SequenceEqual(expected), Is.True, $"{count} threads");
        }
        var synthesis = new LogMelSynthesis(Scale);
        synthesis.Synthesise(Analyse(Sound("noise")), new RandomStream(3), new float[Scale.Samples]);
        float[] second = new float[Scale.Samples];
        synthesis.Synthesise(spectrum, new RandomStream(1), second);
        Assert.That(second, Is.EqualTo(expected), "and whatever was made before");
    }

    [Test]
    public void Warm_it_allocates_nothing([Values(1, 2)] int threads)
    {
        using var pool = new PoolThreads(threads);
        float[] samples = new float[Scale.Samples];
        Matrix spectrum = Analyse(Sound("sweep"));
        var analysis = new LogMelAnalysis(Scale);
        var synthesis = new LogMelSynthesis(Scale);
        Assert.That(Allocations.OfWarm(() =>
        {
            synthesis.Synthesise(spectrum, new RandomStream(1), samples);
            analysis.Analyse(samples, spectrum);
        }), Is.Zero);
    }

    [Test]
    public void Silence_is_the_floor_and_stays_silent()
    {
        Matrix silence = Analyse([]);
        Assert.That(silence.Row(0).ToArray(), Is.All.EqualTo(MathF.Log(1e-5f)).Within(1e-5));
        Assert.That(Synthesise(silence, seed: 1).Max(Math.Abs), Is.LessThan(1e-5), "a step of 16 bits is 3e-5");
        Matrix below = Matrix.Allocate(1, Scale.Length);
        below.Fill(-100);
        Assert.That(Synthesise(below, seed: 1).Max(Math.Abs), Is.LessThan(1e-5));
        Assert.That(Synthesise(below, seed: 1), Has.None.NaN);
    }

    [Test]
    public void The_spectrum_of_a_sound_is_that_of_the_layers_on_the_same_frames()
    {
        float[] sound = Sound("vowel");
        Matrix frames = Matrix.Allocate(1, Scale.Frames * LogMelScale.Width);
        for (int i = 0; i < frames.Columns; i++)
        {
            (int frame, int within) = Math.DivRem(i, LogMelScale.Width);
            int at = (frame * LogMelScale.Hop) + within - (LogMelScale.Width / 2);
            double window = Math.Pow(Math.Sin(Math.PI * within / LogMelScale.Width), 2);
            frames[0, i] = at >= 0 && at < sound.Length ? (float)(sound[at] * window) : 0;
        }
        var network = new Network(
            frames.Columns, new PowerSpectrum(frames.Columns), new MelBands(Scale.Frames * LogMelScale.Bins));
        double[] expected = [.. Agreement.Doubles(network.PredictOutputs(frames)).Select(m => Math.Log(m + 1e-5))];
        Assert.That(Agreement.Error(Analyse(sound), expected), Is.LessThan(1e-4));
    }

    [Test]
    public void The_transform_of_a_sound_leads_back_to_it()
    {
        float[] sound = Sound("noise"), again = new float[Scale.Samples];
        var transform = new ShortTimeFourier(Scale.Frames);
        Matrix spectrum = Matrix.Allocate(Scale.Frames, 2 * LogMelScale.Bins);
        transform.Forward(sound, spectrum);
        transform.Inverse(spectrum);
        transform.CopyTo(again);
        Assert.That(again.Zip(sound, (a, b) => Math.Abs(a - b)).Max(), Is.LessThan(1e-6));
    }

    [Test]
    public void Powers_of_frequencies_have_the_mel_bands_that_were_given()
    {
        Matrix mel = Matrix.Allocate(Scale.Frames, Scale.Bands),
            powers = Tests.Layers.Samples.Poisoned(Scale.Frames, LogMelScale.Bins);
        float[] logMel = Analyse(Sound("vowel")).Row(0).ToArray();
        for (int i = 0; i < logMel.Length; i++)
        {
            mel.Span[i] = MathF.Exp(logMel[i]);
        }
        new MelInversion(Scale).Invert(mel, powers);
        Assert.That(powers.Span.ToArray(), Is.All.GreaterThanOrEqualTo(0));
        Matrix again = Matrix.Allocate(Scale.Frames, Scale.Bands);
        MatrixProduct.Multiply(powers, LogMelAnalysis.Triangles(Scale.Bands), default, again);
        double distance = again.Span.ToArray().Zip(mel.Span.ToArray(), (a, b) => Math.Abs(Math.Log(a / b))).Average();
        Assert.That(distance, Is.LessThan(0.02));
    }

    [Test]
    public void A_distance_is_in_decibels() =>
        Assert.That(LogMelAnalysis.Distance([0, 0], [MathF.Log(10), -MathF.Log(100)]), Is.EqualTo(15).Within(1e-5));

    [Test]
    public void Other_sizes_work_and_impossible_ones_are_refused()
    {
        var small = new LogMelScale(Frames: 7, Bands: 20);
        Matrix spectrum = Matrix.Allocate(1, small.Length), again = Matrix.Allocate(1, small.Length);
        float[] samples = new float[small.Samples];
        new LogMelAnalysis(small).Analyse(Sound("vowel"), spectrum);
        new LogMelSynthesis(small).Synthesise(spectrum, new RandomStream(1), samples);
        new LogMelAnalysis(small).Analyse(samples, again);
        Assert.That(LogMelAnalysis.Distance(spectrum.Row(0), again.Row(0)), Is.LessThan(2));
        Assert.That(() => new LogMelAnalysis(new LogMelScale(Frames: 0)),
            Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new LogMelAnalysis(new LogMelScale(Frames: int.MaxValue)),
            Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new LogMelSynthesis(new LogMelScale(Bands: 1000)),
            Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new LogMelSynthesis(new LogMelScale(Floor: 0)), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new LogMelSynthesis(Scale).Synthesise(spectrum, default, samples),
            Throws.ArgumentException.With.Message.Contains("2560"));
    }

    private static Matrix Analyse(float[] samples)
    {
        Matrix spectrum = Tests.Layers.Samples.Poisoned(1, Scale.Length);
        new LogMelAnalysis(Scale).Analyse(samples, spectrum);
        return spectrum;
    }

    private static float[] Synthesise(Matrix spectrum, ulong seed)
    {
        float[] samples = new float[Scale.Samples];
        new LogMelSynthesis(Scale).Synthesise(spectrum, new RandomStream(seed), samples);
        return samples;
    }

    /// <summary>A sound of RMS about 0.05 and as long as the grid.</summary>
    private static float[] Sound(string kind)
    {
        float[] samples = new float[Scale.Samples];
        new RandomStream(5).FillUniform(samples, -0.0866f, 0.0866f);
        for (int i = 0; i < samples.Length && kind != "noise"; i++)
        {
            double seconds = i / 8000.0, length = samples.Length / 8000.0;
            double noise = kind == "sweep" ? 0.1 : 0.002;
            samples[i] = (float)(noise * samples[i]) + (float)(kind == "vowel"
                ? Vowel(seconds)
                : 0.07 * Math.Sin(2 * Math.PI * ((200 * seconds) + (1500 / length * seconds * seconds))));
        }
        return samples;
    }

    /// <summary>Harmonics of a falling voice, loud around the formants of an open vowel, and an end.</summary>
    private static double Vowel(double seconds)
    {
        double pitch = 130 - (20 * seconds), sum = 0;
        for (int k = 1; k * pitch < 3800; k++)
        {
            double hertz = k * pitch;
            double loudness = Formant(hertz, 700, 90) + (0.5 * Formant(hertz, 1200, 110))
                + (0.2 * Formant(hertz, 2600, 160));
            sum += loudness * Math.Sin(2 * Math.PI * k * ((130 * seconds) - (10 * seconds * seconds)));
        }
        return 0.08 * sum * Math.Clamp((0.5 - seconds) * 20, 0, 1);
    }

    private static double Formant(double hertz, double centre, double width) =>
        1 / (1 + Math.Pow((hertz - centre) / width, 2));
}
