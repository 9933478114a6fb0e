using NUnit.Framework;
using Scratch.Adversarial.Attacks.Catalog;
using Scratch.Adversarial.Files;
using Scratch.Engine;
using Scratch.Layers;
using Scratch.Tests.Adversarial.Data;

namespace Scratch.Tests.Cli;

/// <summary>Two classes, and models with one output for them, on the command line.</summary>
public class FewClassesTests
{
    private const int Side = 5, Count = 60;

    private TemporaryFolder _folder = null!;

    private static IEnumerable<string> Attacks =>
        AttackCatalog.All.Where(kind => !kind.MovesPrompts).Select(kind => kind.Name);

    [SetUp]
    public void WriteData()
    {
        _folder = new TemporaryFolder();
        Directory.CreateDirectory(_folder.File("data"));
        foreach (string part in new[] { "train", "t10k" })
        {
            byte[] labels = [.. Enumerable.Range(0, Count).Select(i => (byte)(i % 2))];
            byte[] pixels = [.. labels.SelectMany(label =>
                Enumerable.Range(0, Side * Side).Select(pixel => (byte)(pixel % 2 == label ? 200 : 40)))];
            File.WriteAllBytes(_folder.File($"data/{part}-images-idx3-ubyte"),
                Idx.File(Idx.ImagesMagic, [Count, Side, Side], pixels));
            File.WriteAllBytes(_folder.File($"data/{part}-labels-idx1-ubyte"), Idx.Labels(labels));
        }
    }

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [TestCaseSource(nameof(Attacks))]
    public void A_model_with_one_output_is_attacked_by_its_sign_or_the_attack_is_refused_by_name(string attack)
    {
        string model = WriteModel(Side * Side);
        (int exitCode, string output, string error) = CommandLine.Run(
            [
                "attack", "--model", model, "--data", _folder.File("data"), "--attack", attack, "--count", "20",
                .. attack == "transfer" ? ["--surrogate", model] : Array.Empty<string>(),
            ]);
        if (attack == "apgd-dlr")
        {
            Assert.That(exitCode, Is.EqualTo(2));
            Assert.That(error, Does.Contain("dlr loss compares 3 logits, but there are 2 classes"));
            return;
        }
        Assert.That(exitCode, Is.Zero, error);
        Assert.That(output, Does.Contain("on 20 examples, of which 20 are"));
    }

    [Test]
    public void Data_of_more_classes_are_refused_in_one_line()
    {
        (int exitCode, _, string error) = CommandLine.Run("attack", "--model", WriteModel(784), "--attack", "pgd");
        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(error.TrimEnd(), Does.Contain("one output, which tells two classes apart").And.Not.Contain("\n"));
    }

    [TestCase("""{"attack":{"epsilon":0.1,"loss":"dlr"}}""", "dlr loss compares 3 logits, but there are 2 classes")]
    [TestCase("""{"classifier":{"robust":{"attack":{"loss":"dlr"}}}}""", "dlr loss compares 3 logits")]
    [TestCase("""{"classifier":{"optimizer":{"accumulation":1000}}}""", "accumulation of classifier is 1000 batches")]
    public void What_does_not_fit_the_data_is_bad_usage_of_which_nothing_is_left(string config, string message)
    {
        File.WriteAllText(_folder.File("c.json"), config);
        (int exitCode, _, string error) = CommandLine.Run(
            "train", "--config", _folder.File("c.json"), "--preset", "clean", "--data", _folder.File("data"),
            "--validation", "10", "--epochs", "2", "--out", _folder.File("run"));
        Assert.That(exitCode, Is.EqualTo(2), error);
        Assert.That(error, Does.Contain(message));
        Assert.That(_folder.Names(), Is.EqualTo(new[] { "c.json", "data" }));
    }

    /// <summary>A PyTorch Sequential of one Linear module, right for the data: odd pixels speak for class 1.</summary>
    private string WriteModel(int inputs)
    {
        var network = new Network(inputs, new Dense(inputs, 1));
        Matrix weights = network.ParametersOf(0).Span[0];
        for (int pixel = 0; pixel < inputs; pixel++)
        {
            weights[pixel, 0] = pixel % 2 == 1 ? 1 : -1;
        }
        string path = _folder.File("one.safetensors");
        SafetensorsFile.Write(path, ModelFile.ToTensors(ModelFile.Views(network), ""));
        return path;
    }
}
