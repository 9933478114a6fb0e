using System.Text.Json;
using NUnit.Framework;
using Scratch.Adversarial.Files;
using Scratch.Adversarial.Prompts;
using Scratch.Adversarial.Runs.Configuration;
using Scratch.Adversarial.Runs.Output;
using Scratch.Engine;
using Scratch.Layers;
using Scratch.Tests.Layers;

namespace Scratch.Tests.Adversarial.Runs.Output;

public class RunFolderTests
{
    private static readonly PromptPrior Prior = new([0.1f, -2, 1 / 3f], [1, 0.5f, 1e-7f]);

    [Test]
    public void Models_come_back_with_the_same_outputs([Values] bool article)
    {
        using TemporaryFolder folder = WithConfiguration();
        PromptEncoder encoder = PromptEncoder.From(article ? Toys.ArticleEncoder(7, 3) : Toys.Encoder(7, 3));
        var models = new TrainedModels
        {
            Encoder = encoder,
            Generator = Toys.Generator(3, 7),
            Prior = Prior,
            Discriminator = Toys.Discriminator(7),
            Classifier = Toys.Classifier(7),
            Baseline = Toys.Classifier(7, seed: 9),
        };
        RunFolder.WriteModels(folder.Path, models);
        RunFolder run = RunFolder.Open(folder.Path);
        (Network generator, PromptPrior prior) = run.ReadGenerator();
        Network discriminator = ModelFile.Read(folder.File("discriminator.safetensors"));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(run.ReadEncoder(), Is.TypeOf(encoder.GetType()));
            Assert.That(OutputBits(run.ReadEncoder().Network), Is.EqualTo(OutputBits(encoder.Network)));
            Assert.That(OutputBits(generator), Is.EqualTo(OutputBits(models.Generator!)));
            Assert.That(OutputBits(discriminator), Is.EqualTo(OutputBits(models.Discriminator!)));
            Assert.That(OutputBits(run.ReadClassifier()), Is.EqualTo(OutputBits(models.Classifier!)));
            Assert.That(prior.Mean, Is.EqualTo(Prior.Mean));
            Assert.That(prior.Deviation, Is.EqualTo(Prior.Deviation));
        }
    }

    [Test]
    public void A_folder_that_is_not_there_or_no_run_is_told_apart()
    {
        using var folder = new TemporaryFolder();
        Assert.That(() => RunFolder.Open(folder.File("none")),
            Throws.TypeOf<DirectoryNotFoundException>().With.Message.Contains("none"));
        Assert.That(() => RunFolder.Open(folder.Path),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("not a run"));
    }

    [TestCase("")]
    [TestCase("null")]
    [TestCase("[]")]
    [TestCase("{\"seed\":-1}")]
    [TestCase("{\"seed\":\"1\"}")]
    [TestCase("{\"sede\":1}")]
    [TestCase("{\"prompts\":null}")]
    [TestCase("{\"prompts\":{\"loss\":\"other\"}}")]
    [TestCase("{\"classifier\":{\"hidden\":null}}")]
    [TestCase("{\"attack\":null}")]
    [TestCase("{\"attack\":{\"epsilon\":-1}}")]
    [TestCase("{\"batchSize\":0}")]
    public void A_damaged_configuration_is_named(string text)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File(RunFolder.ConfigurationFile), text);
        Assert.That(() => RunFolder.Open(folder.Path),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains(RunFolder.ConfigurationFile));
    }

    [Test]
    public void A_model_that_is_missing_is_named()
    {
        using TemporaryFolder folder = WithConfiguration();
        RunFolder run = RunFolder.Open(folder.Path);
        Assert.That(run.ReadClassifier,
            Throws.TypeOf<FileNotFoundException>().With.Message.Contains("classifier.safetensors"));
        Assert.That(run.ReadEncoder,
            Throws.TypeOf<FileNotFoundException>().With.Message.Contains("encoder.safetensors"));
        Assert.That(() => run.ReadGenerator(),
            Throws.TypeOf<FileNotFoundException>().With.Message.Contains("generator.safetensors"));
    }

    [Test]
    public void An_encoder_without_heads_is_named()
    {
        using TemporaryFolder folder = WithConfiguration();
        ModelFile.Write(folder.File("encoder.safetensors"), Toys.Classifier(4));
        Assert.That(RunFolder.Open(folder.Path).ReadEncoder,
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("encoder.safetensors")
                .And.Message.Contains("GaussianHeads"));
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("null")]
    [TestCase("[1, 2]")]
    [TestCase("[1, 2, \"3\"]")]
    [TestCase("[1, 2, 1e999]")]
    public void Moments_of_prompts_that_do_not_fit_are_refused(string? mean)
    {
        using TemporaryFolder folder = WithConfiguration();
        var metadata = new Dictionary<string, string> { ["promptDeviation"] = "[1, 1, 1]" };
        if (mean is not null)
        {
            metadata["promptMean"] = mean;
        }
        ModelFile.Write(folder.File("generator.safetensors"), Toys.Generator(3, 7), metadata);
        Assert.That(() => RunFolder.Open(folder.Path).ReadGenerator(),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("promptMean")
                .And.Message.Contains("3 numbers"));
    }

    private static TemporaryFolder WithConfiguration()
    {
        var folder = new TemporaryFolder();
        File.WriteAllText(
            folder.File(RunFolder.ConfigurationFile),
                JsonSerializer.Serialize(SmallRun.Configuration, ConfigurationJson.Default.RunConfiguration));
        return folder;
    }

    private static int[] OutputBits(Network network)
    {
        Matrix input = Samples.Uniform(5, network.Inputs, seed: 1);
        return Agreement.Bits(network.PredictOutputs(input));
    }
}
