using System.Text.Json;
using NUnit.Framework;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Domains.Images;
using Scratch.Adversarial.Runs.Configuration;
using Scratch.Engine;

namespace Scratch.Tests.Cli.Quick;

/// <summary><c>train --quick</c>: everything, of a part of the data, and nobody can take its figures for more.</summary>
public sealed class QuickTests
{
    [TestCase("mnist", "prompts gan encoder classifier baseline")]
    [TestCase("penguins", "prompts gan encoder classifier baseline")]
    public void All_stages_run_and_every_figure_is_labelled_as_a_taste(string data, string stages)
    {
        using var folder = new TemporaryFolder();
        string run = folder.File("run");
        (int exitCode, string output, string error) =
            CommandLine.Run("train", "--quick", "--data", data, "--epochs", "1", "--out", run);
        Assert.That(exitCode, Is.Zero, error);
        Assert.That(output, Does.StartWith(QuickSource.Notice).And.Contain("a taste of the test set"));
        Assert.That(File.ReadAllText(Path.Combine(run, "report.html")), Does.Contain(QuickSource.Notice));
        JsonElement report = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(run, "report.json"))).RootElement;
        Assert.That(report.GetProperty("taste").GetString(), Is.EqualTo(QuickSource.Notice));
        Assert.That(report.GetProperty("command").GetString(), Does.Contain("--quick"));
        Assert.That(report.GetProperty("stages").EnumerateArray().Select(stage => stage.GetProperty("stage").GetString()),
            Is.EqualTo(stages.Split(' ')));
        Assert.That(report.GetProperty("trainingExamples").GetInt32() + report.GetProperty("validationExamples").GetInt32(),
            Is.LessThanOrEqualTo(QuickSource.TrainingExamples));
        (exitCode, output, error) = CommandLine.Run("evaluate", run);
        Assert.That(exitCode, Is.Zero, error);
        Assert.That(output, Does.Contain("a taste"));
    }

    [TestCaseSource(typeof(Presets), nameof(Presets.Names))]
    public void Every_preset_has_a_taste_with_no_more_epochs_than_it_had(string name)
    {
        RunConfiguration preset = Presets.Find(name), quick = preset.Quicken();
        Assert.That(quick.Validate, Throws.Nothing);
        Assert.That(quick.Quick && !preset.Quick);
        Assert.That(quick.Classifier.Epochs, Is.LessThanOrEqualTo(Math.Min(preset.Classifier.Epochs, 40)));
        Assert.That(quick.Prompts.Epochs, Is.LessThanOrEqualTo(preset.Prompts.Epochs));
        Assert.That(quick.Gan.Epochs, Is.LessThanOrEqualTo(preset.Gan.Epochs));
    }

    [Test]
    public void Examples_are_drawn_from_all_of_them_and_the_same_every_time()
    {
        var all = ImageSource.Parse("mnist");
        var some = new QuickSource(all, new RandomStream(3));
        Dataset training = some.OpenTraining();
        Assert.That(training.Count, Is.EqualTo(QuickSource.TrainingExamples));
        Assert.That(training.Labels.ToArray(), Is.EqualTo(some.OpenTraining().Labels.ToArray()));
        Assert.That(training.Labels.ToArray(),
            Is.Not.EqualTo(all.OpenTraining().Take(training.Count).Labels.ToArray()));
        Assert.That(some.OpenTest(10).Count, Is.EqualTo(QuickSource.TestExamples));
    }
}
