using System.Text;
using NUnit.Framework;
using Scratch.Adversarial.Generative.Collapse;
using Scratch.Adversarial.Runs.Configuration;
using Scratch.Adversarial.Runs.Output;
using Scratch.Adversarial.Settings;
using Scratch.Tests.Cli;

namespace Scratch.Tests.Adversarial.Settings;

/// <summary>What users have in their files and scripts goes on working, and says what it is called now.</summary>
public class OldWordsTests
{
    // As a version before the names changed wrote it, of which only what was called otherwise is kept, with its surroundings.
    private const string OldRun =
        """
        {
          "preset": "few-labels-1000",
          "data": "samples",
          "seed": 7,
          "stages": [ "prompts", "samples", "classifier" ],
          "from": null,
          "freeze": [],
          "validation": 0,
          "batchSize": 128,
          "prompts": { "loss": "standard", "encoderHidden": [ 256 ], "latent": 32, "evidenceDraws": 20, "epochs": 10 },
          "samples": {
            "game": "aae",
            "autoencoding": { "gameWeight": 40, "featureWeight": 0.01, "beta": 0.1 },
            "loss": "nonsaturating",
            "guard": { "action": "roll-back", "fewestModes": 8 },
            "encoderEpochs": 0
          },
          "classifier": {
            "hidden": [ 512, 512 ],
            "probe": { "examples": 100, "largestFall": 0.3 },
            "fewLabels": { "labels": 1000, "trainer": "classifier", "guessWeight": 0.5, "confidence": 0.9 }
          }
        }
        """;

    [Test]
    public void A_run_of_an_older_version_opens()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.File("config.json"),
            OldRun.Replace("\"validation\": 0", "\"validation\": 10", StringComparison.Ordinal));
        RunConfiguration run = RunFolder.Open(folder.Path).Configuration;
        Assert.That(run.Stages, Is.EqualTo(new[] { RunStage.Prompts, RunStage.Gan, RunStage.Classifier }));
        Assert.That((run.Data, run.Seed, run.Prompts.ElboDraws), Is.EqualTo(("samples", 7UL, 20)),
            "other texts stay as they are");
        Assert.That((run.Gan.Variant, run.Gan.Autoencoding.GameWeight),
            Is.EqualTo((GanVariant.AdversarialAutoencoder, 40f)));
        Assert.That((run.Gan.Guard!.Action, run.Gan.Guard.FewestModes), Is.EqualTo((CollapseAction.RollBack, 8)));
        Assert.That((run.Classifier.SemiSupervised!.PseudoLabelWeight, run.Classifier.Probe!.LargestDrop),
            Is.EqualTo((0.5f, 0.3)));
    }

    [Test]
    public void Each_old_word_is_found_once_and_lines_stay_as_they_were()
    {
        string text = Encoding.UTF8.GetString(
            OldWords.Replace(Encoding.UTF8.GetBytes(OldRun), out IReadOnlyList<string> found));
        Assert.That(found, Is.EqualTo(
            new[] { "samples", "evidenceDraws", "game", "largestFall", "fewLabels", "guessWeight" }));
        Assert.That(text.Split('\n'), Has.Length.EqualTo(OldRun.Split('\n').Length));
        Assert.That(text, Does.Contain("\"data\": \"samples\"").And.Contain("[ \"prompts\", \"gan\", \"classifier\" ]")
            .And.Contain("  \"gan\": {\n"));
    }

    [Test]
    public void What_is_no_JSON_stays_as_it_is()
    {
        byte[] text = Encoding.UTF8.GetBytes("{ \"game\": 1");
        Assert.That(OldWords.Replace(text, out _), Is.SameAs(text));
    }

    [Test]
    public void A_file_and_a_command_line_with_old_words_work_and_say_what_they_are_called_now()
    {
        using TemporaryFolder folder = new();
        string file = folder.File("part.json"), data = folder.File("data"), run = folder.File("run");
        Directory.CreateDirectory(data);
        SmallDigits.Write(data);
        File.WriteAllText(file,
            "{ \"samples\": { \"epochs\": 1 }, \"prompts\": { \"epochs\": 1, \"evidenceDraws\": 2 } }");
        (int exitCode, _, string error) =
            CommandLine.Run("train", "--config", file, "--data", data, "--out", run, "--stages", "prompts,samples",
            "--game", "generator");
        Assert.That(exitCode, Is.Zero, error);
        string[] lines = [.. error.Split('\n').Where(line => line.Contains("is now called", StringComparison.Ordinal))];
        Assert.That(lines, Is.EquivalentTo(new[]
        {
            "scratch: 'samples' is now called 'gan'.",
            "scratch: 'evidenceDraws' is now called 'elboDraws'.",
            "scratch: '--game' is now called '--gan'.",
        }));
        Assert.That(RunFolder.Open(run).Configuration.Gan.Epochs, Is.EqualTo(1));
        Assert.That(File.ReadAllText(Path.Combine(run, "config.json")),
            Does.Contain("\"elboDraws\": 2").And.Not.Contain("\"samples\""));
    }

    [Test]
    public void Old_and_new_word_together_are_refused()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.File("both.json"), "{ \"samples\": { \"epochs\": 1 },\n \"gan\": { \"epochs\": 2 } }");
        Assert.That(() => ConfigurationFile.Read(folder.File("both.json"), null),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("line 2: 'gan'"));
    }
}
