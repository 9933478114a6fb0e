using NUnit.Framework;
using Scratch.Adversarial.Domains.Speech.Reading;
using Scratch.Adversarial.Domains.Speech.Signals;
using Scratch.Adversarial.Runs.Speech;
using Scratch.Engine;
using Scratch.Tests.Docs;

namespace Scratch.Tests.Cli.Sounds;

/// <summary>docs/speech.md says what is true: its program is the one below.</summary>
[NonParallelizable]
public class SpeechDocumentTests
{
    [Test]
    public void The_program_is_the_one_that_runs_here() => Snippet.AssertCompiled(
        "docs/speech.md", 0, "Tests/Cli/Sounds/SpeechDocumentTests.cs", "// Words in a file and in a stream.");

    [Test]
    public void It_recognises_a_word_twice_and_says_two()
    {
        TextWriter console = Console.Out;
        using var printed = new StringWriter();
        string target = ToyWords.File("said.wav");
        Console.SetOut(printed);
        try
        {
            Use(ToyWords.Run, Path.Combine(ToyWords.Data, "high_anna_0.wav"), target);
        }
        finally
        {
            Console.SetOut(console);
        }
        Assert.That(printed.ToString().Split('\n', StringSplitOptions.TrimEntries), Is.EqualTo(new[] { "high", "high", "" }));
        Assert.That(WavFile.Read(target).Seconds, Is.InRange(0.7, 1.3));
    }

    private static void Use(string run, string file, string target)
    {
        // Words in a file and in a stream.
        SpeechRecogniser recogniser = SpeechRecogniser.Load(run); // of each thread its own
        Sound sound = WavFile.Read(file);
        if (recogniser.TryRecognise(sound.Samples.Span, sound.Rate, out RecognisedWord word))
        {
            Console.WriteLine(recogniser.Classes[word.Class]);
        }
        var stream = new SpeechStream(recogniser, sound.Rate);
        stream.Add(sound.Samples.Span); // any number of times
        stream.Finish();
        while (stream.TryTake(out RecognisedWord next))
        {
            Console.WriteLine(recogniser.Classes[next.Class]);
        }
        // Words that are said.
        SpeechGenerator generator = SpeechRun.Open(run).CreateGenerator();
        float[] said = generator.Say([2, 1], new RandomStream(Seed: 1)); // classes by their numbers, at 8 kHz
        WavFile.Write(target, new Sound(said, ActivePart.Rate));

        // The end.
    }
}
