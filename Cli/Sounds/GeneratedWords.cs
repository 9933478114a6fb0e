using Scratch.Adversarial.Domains.Speech;
using Scratch.Adversarial.Domains.Speech.Reading;
using Scratch.Adversarial.Domains.Speech.Signals;
using Scratch.Adversarial.Domains.Speech.Synthesis;
using Scratch.Adversarial.Runs.Speech;
using Scratch.Cli.Pages;

namespace Scratch.Cli.Sounds;

/// <summary>What <c>scratch generate</c> makes of features of words: a picture of their spectra, or a sound.</summary>
internal static class GeneratedWords
{
    private const string Wav = ".wav";
    private const int MostSounds = 5000; // about an hour

    /// <summary>Those of the files.</summary>
    public static string[] Endings => [".png", Wav];

    /// <summary>The content of a file.</summary>
    /// <param name="run">The run.</param>
    /// <param name="samples">(N, features).</param>
    /// <param name="prompts">What they were made of.</param>
    /// <param name="path">Its ending says which kind of file.</param>
    /// <exception cref="UsageException">There are too many for a sound.</exception>
    public static byte[] Write(SpeechRun run, Matrix samples, GeneratedPrompts prompts, string path)
    {
        FrontEnd frontEnd = run.CreateFrontEnd();
        var synthesis = new FeatureSynthesis(frontEnd);
        LogMelDomain domain = synthesis.Domain;
        if (!path.EndsWith(Wav, StringComparison.OrdinalIgnoreCase))
        {
            return Picture.Grid(
                new SpectrumView(domain, synthesis, samples: 0, sounds: 0).Pixels(samples), domain.Bands, domain.Frames,
                prompts.Columns, Picture.Zoom(domain.Bands, domain.Frames), prompts.Left, prompts.Right);
        }
        if (samples.Rows > MostSounds)
        {
            throw new UsageException(
                $"--out: {samples.Rows} samples in one sound; expected at most {MostSounds} with --count.");
        }
        float usual = run.Durations.OfType<WordDuration>().Average(duration => duration.Mean);
        var sound = new List<float>();
        for (int row = 0; row < samples.Rows; row++)
        {
            float milliseconds = (prompts.Labels is { } labels ? run.Durations[labels[row]]?.Mean : null) ?? usual;
            sound.AddRange(synthesis.Synthesise(
                samples.Row(row), (int)(milliseconds * ActivePart.Rate / 1000), new RandomStream(0).Fork(row)));
            sound.AddRange(new float[SpeechGenerator.Pause]);
        }
        using var file = new MemoryStream();
        WavFile.Write(file, new Sound(sound.ToArray(), ActivePart.Rate));
        return file.ToArray();
    }
}
