using System.Text.RegularExpressions;
using NUnit.Framework;
using Scratch.Adversarial.Evaluation;
using Scratch.Adversarial.Runs.Ablation;
using Scratch.Adversarial.Runs.Configuration;
using Scratch.Adversarial.Runs.Output;
using Scratch.Adversarial.Runs.Pipeline;
using Scratch.Cli.Pages;

namespace Scratch.Tests.Cli.Pages;

/// <summary>Nothing of a page is wider than the screen, or cut: on a desk and on a telephone, by day and by night.</summary>
public sealed class LayoutTests
{
    private const int Desk = 1280, Telephone = 400;

    [OneTimeSetUp]
    public void Require() => Chromium.Require();

    [Test]
    public void The_page_of_a_run_on_images_fits()
    {
        RunResult run = TinyRun.Execute();
        Report report = run.Report with
        {
            TestExamples = 10_000,
            Classifier = Figures(run.Report.Classifier!, 7),
            Baseline = Figures(run.Report.Baseline!, 5),
            Taste = QuickSource.Notice,
            Command = "scratch train --out " + new string('x', 200),
        };
        Assert.That(Chromium.FindTooWide(ReportPage.Render(run with { Report = report }), Desk, Telephone), Is.Empty);
    }

    [Test]
    public void The_page_of_a_run_on_a_table_fits()
    {
        using var folder = new TemporaryFolder();
        RunConfiguration preset = Presets.Find("table");
        RunConfiguration configuration = preset with
        {
            Prompts = preset.Prompts with { Epochs = 2 },
            Gan = preset.Gan with { Epochs = 2 },
            Classifier = preset.Classifier with { Epochs = 3 },
        };
        RunResult run = Run.Execute(configuration, DataSources.Open(configuration), folder.Path, "scratch train", []);
        string page = ReportPage.Render(run);
        Assert.That(page, Does.Contain("Chinstrap").And.Contain(" → "), "classes and moves have names");
        Assert.That(Chromium.FindTooWide(page, Desk, Telephone), Is.Empty);
    }

    [Test]
    public void The_page_of_a_run_on_spoken_words_fits()
    {
        using var folder = new TemporaryFolder();
        RunConfiguration preset = Presets.Find("speech");
        RunConfiguration configuration = preset with
        {
            Quick = true,
            Prompts = preset.Prompts with { EncoderHidden = [16], GeneratorHidden = [16], Epochs = 1 },
            Gan = preset.Gan with { DiscriminatorHidden = [8], EncoderEpochs = 1, Epochs = 1 },
            Classifier = preset.Classifier with { Hidden = [16], Epochs = 1 },
            Attack = preset.Attack with { Steps = 2 },
        };
        RunResult run = Run.Execute(configuration, DataSources.Open(configuration), folder.Path, "scratch train", []);
        string page = ReportPage.Render(run);
        Assert.That(Regex.Count(page, "<audio controls"), Is.EqualTo(6 + 6 + 6 + 10),
            "originals, attacked, reconstructions, a sample of each class");
        Assert.That(page, Has.Length.LessThan(2_000_000).And.Contain("flite-rms"), "speakers");
        Assert.That(Chromium.FindTooWide(page, Desk, Telephone), Is.Empty);
    }

    [Test]
    public void The_page_of_an_ablation_fits()
    {
        ArmReport[] arms = [.. Enumerable.Range(0, 6).Select(i => new ArmReport(
            i == 0 ? "real only" : "without adversarial pixels", 3e-3f, [], new(0.98, 0.002), new(0.85, 0.01))
        {
            Gain = i == 0 ? null : new(-0.0123, 0.0025),
            RobustGain = i == 0 ? null : new(0.75, 0.02),
        })];
        var report = new AblationReport(new(), 18_000, 2_000, 10_000, 1_410, new() { Epsilon = 0.1f }) { Arms = arms };
        Assert.That(Chromium.FindTooWide(AblationPage.Render(report), Desk, Telephone), Is.Empty);
    }

    [Test]
    public void What_is_too_wide_is_found()
    {
        string[] found = Chromium.FindTooWide(
            "<!DOCTYPE html><html><head><style>:root{color-scheme:light dark;--p:#fff}"
            + "@media(prefers-color-scheme:dark){:root{--p:#111}}body{background:var(--p)}</style></head>"
            + "<body><p class='wide' style='width:500px'>words</p></body></html>", Desk, Telephone);
        Assert.That(found, Has.Some.Contains("wider than the page: P wide words"));
        Assert.That(found, Has.All.StartsWith("4").Or.All.StartsWith("3"), "on the telephone alone");
    }

    /// <summary>Figures of ten classes and ten thousand examples.</summary>
    private static ClassifierReport Figures(ClassifierReport like, int wrongEvery)
    {
        int[] labels = [.. Enumerable.Range(0, 10_000).Select(i => i % 10)];
        int[] predictions = [.. labels.Select((label, i) => i % wrongEvery == 0 ? (label + (i % 3)) % 10 : label)];
        return ClassifierReport.From(new ConfusionMatrix(labels, predictions, 10), 2_000) with
        {
            Robustness = like.Robustness,
            Corruptions = like.Corruptions,
        };
    }
}
