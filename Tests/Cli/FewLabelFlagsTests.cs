using NUnit.Framework;
using Scratch.Adversarial.Classification.SemiSupervised;
using Scratch.Adversarial.Runs.Configuration;
using Scratch.Cli;
using Scratch.Cli.Commands;
using Scratch.Cli.Settings;

namespace Scratch.Tests.Cli;

public class FewLabelFlagsTests
{
    [Test]
    public void Every_option_reaches_the_configuration()
    {
        RunConfiguration configuration = Read(
            "--preset few-labels-100 --stages prompts,classifier --labels 60 --validation 20 --pseudo-label-weight "
                + "0.5 --confidence 0.7 --entropy-weight 0.1 --balance-weight 0.6"
            + " --virtual-weight 0.2 --virtual-epsilon 3 --tangent-weight 0.3 --tangent-epsilon 4 --normal-weight 0.4 "
            + "--normal-epsilon 5 --dropout 0.25");
        SemiSupervisedOptions expected = Presets.Find("few-labels-100").Classifier.SemiSupervised! with
        {
            Labels = 60,
            PseudoLabelWeight = 0.5f,
            Confidence = 0.7f,
            EntropyWeight = 0.1f,
            BalanceWeight = 0.6f,
            Virtual = new() { Weight = 0.2f, Epsilon = 3 },
            Tangent = new() { Weight = 0.3f, Epsilon = 4 },
            Normal = new() { Weight = 0.4f, Epsilon = 5 },
        };
        Assert.That(configuration.Classifier.SemiSupervised, Is.EqualTo(expected));
        Assert.That((configuration.Validation, configuration.Classifier.Dropout), Is.EqualTo((20, 0.25f)));
    }

    [Test]
    public void The_autoencoder_refuses_what_it_has_no_use_for()
    {
        Assert.That(Read("--preset few-labels-100 --semi-supervised-trainer autoencoder")
            .Classifier.SemiSupervised!.Trainer, Is.EqualTo(SemiSupervisedTrainer.Autoencoder));
        foreach (string unused in new[] { "--pseudo-label-weight 1", "--virtual-epsilon 1", "--dropout 0.1",
            "--augment rotation=5" })
        {
            Assert.That(
                () => Read($"--preset few-labels-100 --semi-supervised-trainer autoencoder {unused}"),
                Throws.TypeOf<UsageException>().With.Message.StartsWith(unused.Split(' ')[0]));
        }
    }

    [Test]
    public void Any_preset_may_be_given_few_labels_and_none_of_them_is_kept_back_unless_asked_for()
    {
        RunConfiguration configuration = Read("--labels 500");
        Assert.That((configuration.Classifier.SemiSupervised!.Labels, configuration.Validation), Is.EqualTo((500, 0)));
        Assert.That(configuration.Stages, Is.EqualTo(Presets.Find("default").Stages));
        Assert.That(Read("--labels 5000").Validation, Is.Zero);
        Assert.That(Read("--preset default").Classifier.SemiSupervised, Is.Null);
    }

    [Test]
    public void Examples_that_are_kept_back_on_purpose_stay_so()
    {
        Assert.That(Read("--validation 300").Validation, Is.EqualTo(300));
        Assert.That(Read("--labels 1000 --validation 300").Validation, Is.EqualTo(300));
        using TemporaryFolder folder = new();
        string file = folder.File("part.json");
        File.WriteAllText(file, """{ "validation": 300 }""");
        Assert.That(Read($"--config {file} --labels 1000").Validation, Is.EqualTo(300));
        Assert.That(Read($"--config {file} --labels 1000 --validation 50").Validation, Is.EqualTo(50));
        File.WriteAllText(file, """{ "batchSize": 64 }""");
        Assert.That(Read($"--config {file} --labels 1000").Validation, Is.Zero);
    }

    [Test]
    public void Without_prompts_their_shares_are_augmented_and_their_stages_left_out()
    {
        RunConfiguration configuration = Read("--labels 500 --tangent-weight 1 --normal-weight 1 --without-prompts");
        Assert.That(configuration.Stages, Is.EqualTo(new[] { RunStage.Classifier, RunStage.Baseline }));
        Assert.That((configuration.Classifier.Mixture.Generated, configuration.Classifier.Mixture.AdversarialPrompts),
            Is.EqualTo((0.0, 0.0)));
        Assert.That(configuration.Classifier.Mixture.Augmented, Is.EqualTo(0.25).Within(1e-9));
        Assert.That((configuration.Classifier.SemiSupervised!.Tangent.Weight,
            configuration.Classifier.SemiSupervised.Normal.Weight), Is.EqualTo((0f, 0f)));
    }

    private static RunConfiguration Read(string options) => TrainOptions.Read(TrainCommand.Create().Parse(options));
}
