using System.Text.Json;
using NUnit.Framework;
using Scratch.Adversarial.Runs.Configuration;

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
