using NUnit.Framework;
using Scratch.Adversarial.Domains.Speech.Reading;
using Scratch.Adversarial.Domains.Speech.Signals;
using Scratch.Adversarial.Runs.Output;
using Scratch.Adversarial.Runs.Speech;
using Scratch.Engine;

namespace Scratch.Tests.Cli.Sounds;

/// <summary>Words are said by a run's generator.</summary>
public class SayTests
{
    [Test]
    public void Words_follow_one_another_in_a_file_at_the_usual_level()
    {
        string file = ToyWords.File("two.wav");
        (int exitCode, string output, string error) = CommandLine.Run("say", ToyWords.Run, "low high", "--out", file, "--overwrite");
        Assert.That(exitCode, Is.Zero, error);
        Assert.That(output, Does.StartWith("2 words, ").And.Contain(file));
        Sound sound = WavFile.Read(file);
        Assert.That(sound.Rate, Is.EqualTo(8000));
        Assert.That(sound.Seconds, Is.InRange(0.7, 1.3));
        string[] both = CommandLine.Run("say", ToyWords.Run, "low", "high", "--out", ToyWords.File("both.wav"), "--overwrite").Output.Split(' ');
        Assert.That(both[0], Is.EqualTo("2"));
        Assert.That(File.ReadAllBytes(ToyWords.File("both.wav")), Is.EqualTo(File.ReadAllBytes(file)), "the same seed");
        Assert.That(CommandLine.Run("say", ToyWords.Run, "low high", "--out", file).Error, Does.Contain("--overwrite replaces it"));
        CommandLine.Run("say", ToyWords.Run, "low high", "--out", file, "--seed", "5", "--overwrite");
        Assert.That(File.ReadAllBytes(ToyWords.File("both.wav")), Is.Not.EqualTo(File.ReadAllBytes(file)), "another");
    }

    [Test]
    public void What_is_said_is_what_is_recognised()
    {
        SpeechRun run = SpeechRun.Open(ToyWords.Run);
        SpeechGenerator generator = run.CreateGenerator();
        SpeechRecogniser recogniser = run.CreateRecogniser();
        int heard = 0;
        for (int i = 0; i < 30; i++)
        {
            float[] word = generator.Say(i % 3, new RandomStream(Seed: 5).Fork(i));
            Assert.That(Level.Measure(word), Is.EqualTo(Level.Usual).Within(1e-3));
            WordDuration duration = run.Durations[i % 3]!;
            Assert.That(word.Length / 8.0, Is.EqualTo(duration.Mean).Within((SpeechGenerator.MostDeviations * duration.Deviation) + 1));
            heard += recogniser.TryRecognise(word, 8000, out RecognisedWord found) && found.Class == i % 3 ? 1 : 0;
        }
        Assert.That(heard, Is.GreaterThan(20));
    }

    [Test]
    public void The_run_keeps_how_long_words_are()
    {
        SpeechRun run = SpeechRun.Open(ToyWords.Run);
        Assert.That(run.Durations, Has.Count.EqualTo(3));
        Assert.That(run.Durations.Select(one => one!.Mean), Is.All.InRange(250f, 400f), "0.28 to 0.38 s, and their quiet ends");
        Assert.That(run.Durations.Select(one => one!.Deviation), Is.All.InRange(10f, 60f));
    }

    [Test]
    public void What_can_t_be_said_is_told_in_a_line()
    {
        string file = ToyWords.File("never.wav");
        (int exitCode, _, string error) = CommandLine.Run("say", ToyWords.Run, "low seven", "--out", file);
        Assert.That((exitCode, error.Trim()), Is.EqualTo(
            (2, "scratch: there is no class 'seven'; the run can say falling, high, low.")));
        Assert.That(CommandLine.Run("say", ToyWords.Run, "low", "--out", ToyWords.File("x.mp3")).Error, Does.Contain("expected a file .wav"));
        string alone = ToyWords.File("alone"); // as a run of the stage classifier leaves it
        Directory.CreateDirectory(alone);
        foreach (string name in new[] { "config.json", "examples.json", "classifier.safetensors" })
        {
            File.Copy(Path.Combine(ToyWords.Run, name), Path.Combine(alone, name));
        }
        (exitCode, _, error) = CommandLine.Run("say", alone, "low", "--out", file);
        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(error, Does.Contain("generator.safetensors: there is no such file: the run has not trained this network."));
        Assert.That(File.Exists(file), Is.False);
    }

    [Test]
    public void Samples_are_spectra_in_a_picture_or_sounds()
    {
        string picture = ToyWords.File("s.png"), sound = ToyWords.File("s.wav"), arrays = ToyWords.File("s.npz");
        (int exitCode, _, string error) = CommandLine.Run("generate", ToyWords.Run, "--grid", "--out", picture, "--save", arrays, "--count", "6");
        Assert.That(exitCode, Is.Zero, error);
        Assert.That(File.ReadAllBytes(picture).AsSpan(1, 3).SequenceEqual("PNG"u8));
        (exitCode, _, error) = CommandLine.Run("generate", ToyWords.Run, "--class", "1", "--out", sound, "--count", "3");
        Assert.That(exitCode, Is.Zero, error);
        Assert.That(WavFile.Read(sound).Seconds, Is.InRange(1.2, 2));
        Assert.That(CommandLine.Run("prompts", ToyWords.Run, "--out", ToyWords.File("p.npz")).ExitCode, Is.Zero);
    }
}
