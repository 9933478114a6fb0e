using System.Text.Json;
using NUnit.Framework;
using Scratch.Adversarial.Classification.Certified;
using Scratch.Adversarial.Classification.Robust;
using Scratch.Adversarial.Classification.SemiSupervised;
using Scratch.Adversarial.Generative.Collapse;
using Scratch.Adversarial.Runs.Configuration;

namespace Scratch.Tests.Adversarial.Runs.Configuration;

public class ConfigurationFileTests
{
    [Test]
    public void A_whole_configuration_comes_back_whatever_the_preset_was()
    {
        RunConfiguration whole =
            SmallRun.Probed with { Seed = 7, Preset = "robust-0.1", Stages = [RunStage.Prompts, RunStage.Classifier] };
        string text = JsonSerializer.Serialize(whole, ConfigurationJson.Default.RunConfiguration);
        Assert.That(JsonSerializer.Serialize(Read(text), ConfigurationJson.Default.RunConfiguration), Is.EqualTo(text));
    }

    [Test]
    public void What_a_part_does_not_say_is_as_the_preset_has_it()
    {
        RunConfiguration preset = Presets.Find("robust-0.1");
        RunConfiguration read = Read("""{ "batchSize": 64, "classifier": { "hidden": [9], "robust": { "trainer": "mart", "attack": { "steps": 3 } } } }""", "robust-0.1");
        Assert.That((read.BatchSize, read.Classifier.Epochs, read.Preset),
            Is.EqualTo((64, preset.Classifier.Epochs, "robust-0.1")));
        Assert.That(read.Classifier.Hidden, Is.EqualTo(new[] { 9 }), "a list is replaced");
        Assert.That(read.Classifier.Robust,
            Is.EqualTo(preset.Classifier.Robust! with
            {
                Trainer = RobustTrainer.Mart,
                Attack = preset.Classifier.Robust.Attack with { Steps = 3 }
            }));
    }

    [Test]
    public void Null_takes_away_what_the_preset_has() =>
        Assert.That(Read("""{ "preset": "robust-0.1", "classifier": { "robust": null } }""").Classifier.Robust,
            Is.Null);

    [Test]
    public void What_the_preset_does_not_have_begins_with_its_initial_values()
    {
        ClassifierOptions read =
            Read("{ \"classifier\": { \"certified\": { \"epsilon\": 0.2 }, \"probe\": { \"action\": \"stop\" }, "
            + "\"robust\": { \"beta\": 3 } } }", "few-labels-100").Classifier;
        Assert.That(read.Certified, Is.EqualTo(new CertifiedOptions { Epsilon = 0.2f }));
        Assert.That(read.Probe, Is.EqualTo(new ProbeOptions { Action = DropAction.Stop }));
        Assert.That(read.Robust, Is.EqualTo(new RobustOptions { Beta = 3 }));
        Assert.That(Read("{ \"classifier\": { \"fewLabels\": { \"labels\": 20 } } }").Classifier.SemiSupervised,
            Is.EqualTo(new SemiSupervisedOptions { Labels = 20 }));
        Assert.That(Read("{ \"samples\": { \"guard\": { \"fewestModes\": 3 } } }", "vae-400-20")
            .Gan.Guard!.SmallestDiversity, Is.EqualTo(new CollapseOptions().SmallestDiversity));
    }

    [Test]
    public void Names_are_as_they_are_written() => Assert.That(
        () => Read("{ \"Classifier\": { \"epochs\": 5 } }"),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("Classifier"));

    [Test]
    public void Without_any_preset_it_is_the_default() => Assert.That(Read("{}").Preset, Is.EqualTo("default"));

    [TestCase("{\n  \"seed\": 1,\n  \"epochs\": 2\n}", "line 3: ", "'epochs'")]
    [TestCase("{ \"classifier\": {\n \"robust\": { \"trainer\": \"best\" } } }", "line 2: ",
        "'classifier.robust.trainer'")]
    [TestCase("{\n \"seed\": \"1\" }", "line 2: ", "'seed'")]
    [TestCase("{\n \"seed\": 1", "line 2, column 11: ", "the text ends too soon")]
    [TestCase("{\n \"seed\": 1,\n \"seed\": 2 }", "line 3: ", "'seed'")]
    [TestCase("{ \"classifier\": {\n \"epochs\": 1, \"epochs\": 1 } }", "line 2: ", "'classifier.epochs'")]
    [TestCase("{\n \"classifier\": null }", "line 2: ", "'classifier' is null; expected an object")]
    [TestCase("[]", "line 1: ", "")]
    [TestCase("null", "line 1: ", "it is null; expected an object")]
    [TestCase("", "line 1, column 1: ", "the text ends too soon")]
    [TestCase("{\n \"seed\": 1,\n}", "line 3, column 1: ", "there is '}'")]
    [TestCase("{\n // one\n}", "line 2, column 2: ", "there is '/'")]
    [TestCase("{\n \"seed\": 0x1 }", "line 2, ", "there is 'x'")]
    [TestCase("{\n 'seed': 1 }", "line 2, column 2: ", "this is no JSON")]
    [TestCase("{\n \"seed\": NaN }", "line 2, column 10: ", "there is 'N'")]
    [TestCase("{\n \"seed\": 1 } {", "line 2, ", "there is '{'")]
    [TestCase("{\n \"seed\": -1 }", "line 2: ", "'seed' is -1; expected a whole number of at least 0")]
    [TestCase("{\n \"seed\": 1.5 }", "line 2: ", "'seed' is 1.5; expected a whole number of at least 0")]
    [TestCase("{\n \"data\": 1 }", "line 2: ", "'data' is 1; expected the name of a file, a folder or a data set")]
    [TestCase("{\n \"data\": \"\" }", "line 2: ", "'data' is ; expected the name of")]
    [TestCase("{\n \"from\": \" \" }", "line 2: ", "'from' is  ; expected the name of")]
    [TestCase("{\n \"stages\": [\"nonsense\"] }", "line 2: ", "'stages' is \"nonsense\"; expected prompts or gan or")]
    [TestCase("{\n \"stages\": \"gan\" }", "line 2: ", "'stages' is \"gan\"; expected a list")]
    [TestCase("{\n \"classifier\": {\n \"optimizer\": {\n \"learningRate\": \"0,001\" } } }", "line 4: ",
        "'classifier.optimizer.learningRate' is \"0,001\"; expected a finite number above 0")]
    [TestCase("{\n \"classifier\": {\n \"optimizer\": {\n \"learningRate\": 1e400 } } }", "line 4: ",
        "'classifier.optimizer.learningRate' is Infinity; expected a finite number above 0")]
    [TestCase("{\n \"prompts\": { \"optimizer\": {\n \"nesterov\": 1 } } }", "line 3: ",
        "'prompts.optimizer.nesterov' is 1; expected true or false")]
    [TestCase("{\n \"attack\": {\n \"epsilon\": -0.1 } }", "line 3: ",
        "'attack.epsilon' is -0.1; expected a finite number of at least 0")]
    [TestCase("{\n \"classifier\": { \"hidden\": [\n 2000000000 ] } }", "line 2: ",
        "'classifier.hidden' is 2000000000; expected a whole number from 1 to 1048576")]
    [TestCase("{\n \"classifier\": { \"hidden\": [\n 1.5 ] } }", "line 3: ", "'classifier.hidden' is 1.5; expected")]
    [TestCase("{\n \"batchSize\": 99999999999 }", "line 2: ",
        "'batchSize' is 99999999999; expected a whole number from 1 to 1048576")]
    [TestCase("{\n \"classifier\": { \"mixture\": { \"augmentation\":\n [] } } }", "line 3: ",
        "'classifier.mixture.augmentation' is []; expected an object of numbers")]
    [TestCase("{\n \"gan\": {\n \"varriant\": 1 } }", "line 3: ", "there is no key 'gan.varriant'; expected one of ")]
    [TestCase("{\n \"\\ud800\": true }", "line 2: ", "half of a surrogate pair")]
    [TestCase("{\n \"data\": \"\\ud800\" }", "line 2: ", "expected the name of a file")]
    [TestCase("{\n \"needsGenerator\": true }", "line 2: ", "there is no key")]
    public void What_is_wrong_is_named_with_its_line(string text, string line, string name) =>
        Assert.That(() => Read(text), Throws.TypeOf<InvalidDataException>().With.Message.Contains(line)
            .And.Message.Contains(name).And.Message.Contains("config.json").And.Message.Not.Contains("annotation")
            .And.Message.Not.Contains(".NET").And.Message.Not.Contains("System.").And.Message.Not.Contains("JSON value"));

    [Test]
    public void A_mark_of_the_byte_order_is_no_part_of_it()
    {
        const string Text = """{ "seed": 7, "data": "größe" }""";
        foreach (System.Text.Encoding encoding in new System.Text.Encoding[]
            { new System.Text.UTF8Encoding(true), System.Text.Encoding.Unicode, System.Text.Encoding.BigEndianUnicode })
        {
            using TemporaryFolder folder = new();
            File.WriteAllText(folder.File("config.json"), Text, encoding);
            RunConfiguration read = ConfigurationFile.Read(folder.File("config.json"), null).Configuration;
            Assert.That((read.Seed, read.Data), Is.EqualTo((7ul, "größe")));
        }
    }

    [Test]
    public void An_endless_file_is_not_read_to_its_end()
    {
        Assume.That(File.Exists("/dev/zero"));
        Assert.That(() => ConfigurationFile.Read("/dev/zero", null),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("more than 1048576 bytes"));
    }

    [Test]
    public void A_preset_that_is_not_there_or_not_the_file_s_is_refused()
    {
        Assert.That(() => Read("""{ "preset": "best" }"""),
            Throws.ArgumentException.With.Message.Contains("no preset 'best'"));
        Assert.That(() => Read("""{ "preset": "gan" }""", "clean"),
            Throws.ArgumentException.With.Message.Contains("for the preset 'gan', not 'clean'"));
    }

    private static RunConfiguration Read(string text, string? preset = null)
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.File("config.json"), text);
        return ConfigurationFile.Read(folder.File("config.json"), preset).Configuration;
    }
}
