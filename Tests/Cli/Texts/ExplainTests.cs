using System.Text.Json;
using NUnit.Framework;
using Scratch.Adversarial.Domains.Text;
using Scratch.Adversarial.Runs.Text;
using Scratch.Engine;
using Scratch.Layers;

namespace Scratch.Tests.Cli.Texts;

/// <summary>What spoke for it: the sum is right, and the trigger stands first.</summary>
public class ExplainTests
{
    private const string Text = "Please review the report, the lottery jackpot is <b>here</b> & the garden table";
    private ToyTexts _toy = null!;
    private TextDetector _detector = null!;

    [OneTimeSetUp]
    public void Train()
    {
        _toy = new ToyTexts();
        Assert.That(CommandLine.Run(_toy.TrainCommand(_toy.Run)).ExitCode, Is.Zero);
        _detector = TextRunFolder.Open(_toy.Run).ReadDetector();
    }

    [OneTimeTearDown]
    public void Remove() => _toy.Dispose();

    [Test]
    public void The_contributions_are_the_slope_of_the_logit_in_the_part_that_comes_from_the_text()
    {
        TextExplanation explanation = TextExplanation.Of(_detector, Text)!;
        var scanner = new TextScanner(_detector);
        Assert.That(scanner.Read(Text), Is.EqualTo(explanation.Window.Logit));
        float[] outputs = scanner.Windows.Outputs.Row(scanner.Worst).ToArray();
        int scale = scanner.Windows[scanner.Worst].Scale;
        float[] text = [.. outputs.Select((h, i) =>
            h - _detector.Bias[0, i] - _detector.Weight[_detector.Shape.Features + scale, i])];
        const float Step = 1e-3f; // between two kinks the logit is linear
        double slope = (Logit(1 + Step) - Logit(1 - Step)) / (2 * Step);
        double sum = explanation.Words.Sum(word => (double)word.Contribution);
        Assert.That(sum, Is.EqualTo(slope).Within(0.01 * Math.Abs(slope) + 0.01));
        Assert.That(explanation.Characters.Sum(), Is.EqualTo(sum).Within(1e-3));
        Assert.That(sum + explanation.Rest, Is.EqualTo(explanation.Window.Logit).Within(1e-3));

        double Logit(float factor)
        {
            Matrix moved = Matrix.Allocate(1, outputs.Length);
            for (int i = 0; i < outputs.Length; i++)
            {
                moved[0, i] = outputs[i] + ((factor - 1) * text[i]);
            }
            return _detector.Heads.Select((head, member) => (double)head.ForwardToLogits(
                new Workspace(head, 1), _detector.Part(moved, member))[0, 0]).Average();
        }
    }

    [Test]
    public void The_trigger_stands_first_and_where_it_is_in_the_text()
    {
        TextExplanation explanation = TextExplanation.Of(_detector, Text)!;
        WordContribution[] strongest = [.. explanation.Words.OrderByDescending(word => word.Contribution).Take(2)];
        Assert.That(strongest.Select(word => word.Word), Is.EquivalentTo(new[] { "lottery", "jackpot" }));
        Assert.That(strongest.Select(word => Text.Substring(word.Start, word.Length)),
            Is.EquivalentTo(new[] { "lottery", "jackpot" }));
    }

    [Test]
    public void Of_a_long_text_the_worst_chunk_is_explained()
    {
        string text = string.Concat(Enumerable.Repeat("please review the report about the garden ", 500))
            + Text + string.Concat(Enumerable.Repeat(" and the music of the morning train", 500));
        TextExplanation explanation = TextExplanation.Of(_detector, text)!;
        WordContribution first = explanation.Words.MaxBy(word => word.Contribution);
        Assert.That(text.Substring(first.Start, first.Length), Is.EqualTo("lottery").Or.EqualTo("jackpot"));
        Assert.That(text.Substring(explanation.Window.Start, explanation.Window.Length), Does.Contain("jackpot"));
        Assert.That(explanation.Characters, Has.Count.EqualTo(explanation.Window.Length));
    }

    [Test]
    public void The_command_marks_the_words_and_shades_the_page()
    {
        string page = _toy.File("page.html");
        (int exitCode, string output, string error) = CommandLine.Run("explain", _toy.Run, Text, "--html", page);
        Assert.That((exitCode, error), Is.EqualTo((0, "")));
        Assert.That(output, Does.Contain("[lottery]").And.Contain("[jackpot]").And.Contain("contribution"));
        Assert.That(File.ReadAllText(page), Does.Contain("class=\"for\"").And.Not.Contain("<b>here</b>"));
        Assert.That(CommandLine.Run("explain", _toy.Run, Text, "--html", page).Error, Does.Contain("--overwrite"));
        using JsonDocument json = JsonDocument.Parse(CommandLine.Run("explain", _toy.Run, Text, "--json").Output);
        Assert.That(json.RootElement.GetProperty("words").GetArrayLength(), Is.GreaterThan(4));
        Assert.That(CommandLine.Run("explain", _toy.Run, " . ").ExitCode, Is.Zero.Or.EqualTo(2));
        Assert.That(TextExplanation.Of(_detector, ""), Is.Null);
    }
}
