using NUnit.Framework;
using Scratch.Adversarial.Domains.Text;
using Scratch.Adversarial.Domains.Text.Reading;
using Scratch.Engine;
using Scratch.Tests.Cli.Texts;

namespace Scratch.Tests.Docs;

/// <summary>docs/text.md says what is true: its program is the one below.</summary>
[NonParallelizable] // the console belongs to the process
public class TextDocumentTests
{
    [Test]
    public void The_program_is_the_one_that_runs_here() =>
        Snippet.AssertCompiled("docs/text.md", 0, "Tests/Docs/TextDocumentTests.cs", "// A detector of one's own");

    [Test]
    public void It_flags_the_trigger_and_nothing_else()
    {
        TextWriter console = Console.Out;
        using var printed = new StringWriter();
        using var toy = new ToyTexts();
        Console.SetOut(printed);
        try
        {
            Learn(toy.Data, toy.File("detector.safetensors"));
        }
        finally
        {
            Console.SetOut(console);
        }
        Assert.That(printed.ToString().Trim().Split('\n').Select(line => line.Trim()), Is.EqualTo(new[] { "False", "True" }));
    }

    private static void Learn(string data, string file)
    {
        // A detector of one's own, in ten lines.
        var columns = new TextColumns(Group: "thread");
        (LabelledTexts training, LabelledTexts held) =
            LabelledTextReader.Read(data, columns).Split(0.2f, new RandomStream(Seed: 1));
        var options = new DetectorOptions { Epochs = 20, BatchSize = 16, LearningRate = 0.01f };
        TextDetector detector = DetectorTraining.Train(training, held, options, new RandomStream(Seed: 2));
        TextDetectorFile.Write(file, detector);
        var scanner = new TextScanner(TextDetectorFile.Read(file)); // of each thread its own
        float threshold = detector.OperatingPoints!.Threshold(0.01);
        Console.WriteLine(scanner.Read("please answer letter number meeting tomorrow review garden music") > threshold);
        Console.WriteLine(scanner.Read("the lottery jackpot is yours") > threshold);

        // The end.
    }
}
