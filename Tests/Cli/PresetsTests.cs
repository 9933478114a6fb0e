using System.Text.Json;
using NUnit.Framework;
using Scratch.Adversarial.Runs.Configuration;
using Scratch.Cli.Commands;
using Scratch.Cli.Settings;

namespace Scratch.Tests.Cli;

public class PresetsTests
{
    [Test]
    public void Each_is_listed_with_what_it_is_for()
    {
        (int exitCode, string output, _) = CommandLine.Run("presets");
        Assert.That(exitCode, Is.Zero);
        foreach (Preset preset in Presets.All)
        {
            Assert.That(output, Does.Contain($" {preset.Name} "));
            Assert.That(preset.Description, Does.EndWith("."));
        }
    }

    private static IEnumerable<string> Names => Presets.Names;

    [TestCaseSource(nameof(Names))]
    public void One_number_of_epochs_is_that_of_every_stage(string name)
    {
        RunConfiguration run = TrainOptions.Read(
            TrainCommand.Create().Parse($"--preset {name} --epochs 1"));
        Assert.That(
            new[] { run.Prompts.Epochs, run.Gan.Epochs, run.Classifier.Epochs, Math.Max(1, run.Gan.EncoderEpochs) },
            Is.All.EqualTo(1));
    }

    [Test]
    public void One_is_printed_as_config_json_has_it()
    {
        (int exitCode, string output, _) = CommandLine.Run("presets", "gan");
        Assert.That(exitCode, Is.Zero);
        RunConfiguration read = JsonSerializer.Deserialize(output, ConfigurationJson.Default.RunConfiguration)!;
        Assert.That(JsonSerializer.Serialize(read, ConfigurationJson.Default.RunConfiguration) + "\n",
            Is.EqualTo(output));
        Assert.That((read.Preset, read.Gan.Epochs), Is.EqualTo(("gan", Presets.Find("gan").Gan.Epochs)));
    }
}
