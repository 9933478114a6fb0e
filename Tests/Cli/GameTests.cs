using NUnit.Framework;
using Scratch.Adversarial.Runs.Configuration;
using Scratch.Adversarial.Runs.Output;

namespace Scratch.Tests.Cli;

/// <summary>A game that the default doesn't play, from the command line to the samples.</summary>
public class GameTests
{
    [Test]
    public void AGameWithAnEncoderLeavesARunThatCanBeUsedLikeAnyOther()
    {
        using var folder = new TemporaryFolder();
        string data = folder.File("data"), run = folder.File("run"), picture = folder.File("picture.png");
        Directory.CreateDirectory(data);
        SmallDigits.Write(data);
        (int exitCode, string output, string error) = CommandLine.Run(
            "train", "--data", data, "--out", run, "--stages", "prompts,samples", "--epochs", "1", "--game", "bigan");
        Assert.That(exitCode, Is.Zero, error);
        Assert.That(output, Does.Match(
            @"At the end its samples have [0-9.]+ times the diversity of real examples and show \d+ classes\."));
        GanOptions options = RunFolder.Open(run).Configuration.Gan;
        Assert.That((options.Variant, options.EncoderEpochs), Is.EqualTo((GanVariant.Bidirectional, 0)));
        Assert.That(CommandLine.Run("generate", run, "--class", "3", "--out", picture).ExitCode, Is.Zero);
    }
}
