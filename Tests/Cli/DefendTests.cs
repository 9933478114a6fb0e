using System.Text.Json;
using NUnit.Framework;

namespace Scratch.Tests.Cli;

/// <summary>Defences of a run on a few digits.</summary>
public class DefendTests
{
    [Test]
    public void Every_defence_has_its_figures_and_an_aware_attack_is_never_weaker()
    {
        using var folder = new TemporaryFolder();
        string data = folder.File("data"), run = folder.File("run");
        Directory.CreateDirectory(data);
        SmallDigits.Write(data);
        Assert.That(CommandLine.Run("train", "--data", data, "--out", run, "--epochs", "1,1,1").ExitCode, Is.Zero);

        (int exitCode, string output, string error) = CommandLine.Run("defend", run, "--json");
        Assert.That(exitCode, Is.Zero, error);
        JsonElement[] reports = [.. JsonDocument.Parse(output).RootElement.GetProperty("defences")
            .EnumerateArray()];
        Assert.That(reports.Select(report => report.GetProperty("defence").GetString()), Is.EqualTo(
            ["projection", "1 bit", "median 3x3", "mean 3x3", "detector: reconstruction error",
                "detector: squeezing"]));
        foreach (JsonElement report in reports)
        {
            double Figure(string name) => report.GetProperty(name).GetDouble();
            Assert.That(Figure("robustAccuracy"), Is.LessThanOrEqualTo(Figure("accuracy")), $"{report}");
            Assert.That(Figure("unawareAccuracy"), Is.LessThanOrEqualTo(Figure("defendedAccuracy")), $"{report}");
            Assert.That(Figure("awareAccuracy"), Is.LessThanOrEqualTo(Figure("unawareAccuracy")), $"{report}");
        }

        (exitCode, output, error) = CommandLine.Run("attack", run, "--attack", "prompts", "--count", "40");
        Assert.That(exitCode, Is.Zero, error);
        Assert.That(output, Does.StartWith("prompts (l2, radius 1 of prompts) on 40 examples")
            .And.Contain("on the reconstructions that the prompts start from"));

        (exitCode, output, error) = CommandLine.Run("defend", run);
        Assert.That(exitCode, Is.Zero, error);
        Assert.That(output, Does.Contain("attack aware").And.Contain("median 3x3"));
    }

    [TestCase("-0.1")]
    [TestCase("1")]
    [TestCase("NaN")]
    public void A_share_that_is_none_is_one_line(string share)
    {
        (int exitCode, _, string error) = CommandLine.Run("defend", "run", "--false-positives", share);
        Assert.That(exitCode, Is.EqualTo(2));
        Assert.That(error, Does.StartWith($"scratch: --false-positives is {share}"));
    }
}
