using NUnit.Framework;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Domains.Images;
using Scratch.Adversarial.Prompts;
using Scratch.Adversarial.Runs.Configuration;
using Scratch.Adversarial.Runs.Output;
using Scratch.Adversarial.Runs.Pipeline;
using Scratch.Layers;
using Scratch.Optimizers;

namespace Scratch.Tests.Adversarial.Runs.Pipeline;

/// <summary>Each stage by itself, as someone uses it who embeds the library.</summary>
public class StagesTests
{
    private const int Pixels = SmallRun.Height * SmallRun.Width;

    private static readonly Dataset Data = SmallRun.Data;
    private static readonly Stages Standard = new(SmallRun.Configuration, []);

    [Test]
    public void The_split_is_decided_by_the_seed_and_leaves_something_to_train_on()
    {
        (Dataset training, Dataset validation) = Standard.Split(Data);
        (_, Dataset again) = new Stages(SmallRun.Configuration, []).Split(Data);
        (_, Dataset other) = new Stages(SmallRun.Configuration with { Seed = 1 }, []).Split(Data);
        Assert.That((training.Count, validation.Count), Is.EqualTo((100, 30)));
        Assert.That(Agreement.Bits(again.Inputs), Is.EqualTo(Agreement.Bits(validation.Inputs)));
        Assert.That(Agreement.Bits(other.Inputs), Is.Not.EqualTo(Agreement.Bits(validation.Inputs)));
        Assert.That(() => Standard.Split(Data.Take(30)), Throws.TypeOf<InvalidDataException>().With.Message.Contains("30"));
    }

    [Test]
    public void Prompts()
    {
        (PromptEncoder encoder, Network generator) = Standard.TrainPrompts(Data);
        Assert.That(encoder, Is.TypeOf<GaussianEncoder>());
        Assert.That(encoder.Network.Layers.Select(l => l.Type), Is.EqualTo(["Dense", "Relu", "GaussianHeads"]));
        Assert.That(generator.Layers.Select(l => l.Type), Is.EqualTo(["Dense", "Relu", "Dense", "Sigmoid"]));
        Assert.That((encoder.Network.Inputs, encoder.Latent, generator.Inputs, generator.Outputs), Is.EqualTo((Pixels, 4, 4, Pixels)));
    }

    [Test]
    public void Prompts_by_the_articles_formulas()
    {
        (PromptEncoder encoder, _) = new Stages(SmallRun.Article, []).TrainPrompts(Data);
        Assert.That(encoder, Is.TypeOf<TiedEncoder>());
        Assert.That(encoder.Network.Layers.Select(l => l.Type), Is.EqualTo(["Dense", "Relu", "Dense", "Sigmoid"]));
    }

    [Test]
    public void Samples()
    {
        Network generator = Toys.Generator(4, Pixels);
        float[] before = generator.Parameters.Values.ToArray();
        Network discriminator = Standard.TrainSamples(generator, Toys.Prompts(Data, 4), Data);
        Assert.That(discriminator.Layers.Select(l => l.Type), Is.EqualTo(["Dense", "LeakyRelu", "Dense", "Sigmoid"]));
        Assert.That(generator.Parameters.Values.ToArray(), Is.Not.EqualTo(before), "it is trained in place");
        Network article = new Stages(SmallRun.Article, []).TrainSamples(generator, Toys.Prompts(Data, 4), Data);
        Assert.That(article.Layers.Select(l => l.Type), Is.EqualTo(["Dense", "Sigmoid"]));
    }

    [Test]
    public void A_judge_that_counts_modes_changes_nothing_but_what_is_seen()
    {
        RunConfiguration guarded = SmallRun.Guarded with { Gan = SmallRun.Guarded.Gan with { Epochs = 3 } };
        float[] plain = Generator(judge: null), judged = Generator(Toys.TrainedClassifier(Data));
        Assert.That(judged, Is.EqualTo(plain));

        float[] Generator(Network? judge)
        {
            Network generator = Toys.Generator(4, Pixels);
            new Stages(guarded, []).TrainSamples(generator, Toys.Prompts(Data, 4), Data, encoder: null, judge);
            return generator.Parameters.Values.ToArray();
        }
    }

    [Test]
    public void What_an_accumulation_leaves_over_does_not_enter_the_next_stage()
    {
        RunConfiguration fours = SmallRun.Configuration with
        {
            Prompts = SmallRun.Configuration.Prompts with { Optimizer = SmallRun.Configuration.Prompts.Optimizer with { Accumulation = 4 } },
        };
        Assert.That((Data.Count + fours.BatchSize - 1) / fours.BatchSize % 4, Is.Not.Zero, "batches are left over");
        (PromptEncoder encoder, Network decoder) = new Stages(fours, []).TrainPrompts(Data);
        Assert.That(encoder.Network.Parameters.Gradients.ToArray(), Is.All.Zero);
        Assert.That(decoder.Parameters.Gradients.ToArray(), Is.All.Zero);
    }

    [Test]
    public void A_guarded_game_leaves_the_average_that_the_optimizer_asks_for()
    {
        GanOptions guarded = SmallRun.Guarded.Gan with { Average = 0 };
        float[] last = Play(guarded), average = Play(guarded with { Average = 0.5f }), ema = Play(guarded with { Optimizer = guarded.Optimizer with { EmaDecay = 0.5f } });
        Assert.That(average, Is.Not.EqualTo(last));
        Assert.That(ema, Is.EqualTo(average), "of the generator; the discriminator has an average too, but plays by its own weights");

        static float[] Play(GanOptions samples)
        {
            Network generator = Toys.Generator(4, Pixels);
            new Stages(SmallRun.Guarded with { Gan = samples }, []).TrainSamples(generator, Toys.Prompts(Data, 4), Data);
            return generator.Parameters.Values.ToArray();
        }
    }

    [Test]
    public void The_judge_is_that_of_the_data_and_nobody_where_labels_are_few_or_no_guard_asks()
    {
        Dataset digits = ImageSource.Parse("mnist").OpenTest(10).Take(300);
        RunConfiguration guarded = Presets.Find("default");
        Assert.That(new Stages(guarded, []).JudgeFor(digits)!.Name, Does.StartWith("mnist-"));
        Assert.That(new Stages(guarded, []).JudgeFor(digits.Take(0)), Is.Null);
        Assert.That(new Stages(guarded with { Gan = guarded.Gan with { Guard = null } }, []).JudgeFor(digits), Is.Null);
        Assert.That(new Stages(guarded with { Classifier = guarded.Classifier with { SemiSupervised = new() } }, []).JudgeFor(digits), Is.Null);
    }

    [Test]
    public void An_encoder_that_plays_has_to_be_given()
    {
        var stages = new Stages(SmallRun.Playing(GanVariant.Bidirectional), []);
        Assert.That(() => stages.TrainSamples(Toys.Generator(4, Pixels), Toys.Prompts(Data, 4), Data), Throws.ArgumentException.With.Message.Contains("encoder"));
    }

    [Test]
    public void Classifier_baseline_and_their_evaluation()
    {
        RunConfiguration longer = SmallRun.Configuration with { Classifier = SmallRun.Configuration.Classifier with { Epochs = 30 } };
        var stages = new Stages(longer, []);
        Network classifier = stages.TrainClassifier(Toys.Prompts(Data, 4), Toys.Generator(4, Pixels), Data), baseline = stages.TrainBaseline(Data);
        ClassifierReport ofClassifier = stages.Evaluate(classifier, Data), ofBaseline = stages.Evaluate(baseline, Data);
        Assert.That(ofClassifier.Accuracy, Is.GreaterThan(0.9));
        Assert.That(ofBaseline.Accuracy, Is.GreaterThan(0.95));
        Assert.That(ofClassifier.RobustCorrect, Is.LessThanOrEqualTo(ofClassifier.Correct));
    }

    [Test]
    public void The_baseline_starts_where_the_classifier_starts()
    {
        RunConfiguration untrained = SmallRun.Configuration with { Classifier = SmallRun.Configuration.Classifier with { Epochs = 0 } };
        var stages = new Stages(untrained, []);
        Network classifier = stages.TrainClassifier(Toys.Prompts(Data, 4), Toys.Generator(4, Pixels), Data);
        Assert.That(stages.TrainBaseline(Data).Parameters.Values.ToArray(), Is.EqualTo(classifier.Parameters.Values.ToArray()));
    }

    [Test]
    public void The_articles_preset_has_the_articles_networks()
    {
        RunConfiguration article = Presets.Find("article") with { Seed = 1 };
        RunConfiguration untrained = article with
        {
            Prompts = article.Prompts with { Epochs = 0 },
            Gan = article.Gan with { Epochs = 0 },
        };
        Dataset digits = Toys.Images(3, 28, 28);
        var stages = new Stages(untrained, []);
        (PromptEncoder encoder, Network generator) = stages.TrainPrompts(digits);
        Network discriminator = stages.TrainSamples(generator, PromptBank.Encode(encoder, digits), digits);
        Assert.That(Widths(generator), Is.EqualTo([32, 128, 128, 784, 784]));
        Assert.That(Widths(discriminator), Is.EqualTo([784, 1, 1]));
        Assert.That(Widths(encoder.Network), Is.EqualTo([784, 128, 128, 64, 64, 32, 32, 32, 32]), "and the tied map");
        Assert.That(article.BatchSize, Is.EqualTo(128));
        Assert.That(new[] { article.Prompts.Optimizer, article.Gan.Optimizer, article.Classifier.Optimizer }, Is.All.EqualTo(
            new OptimizerOptions { Rule = "adam", LearningRate = 1e-4f, Schedule = "constant" }));
        Assert.That(((Adam)OptimizerFactory.Create(article.Classifier.Optimizer, generator)).Beta1, Is.EqualTo(0.9f), "the paper's");
        Assert.That(new[] { article.Prompts.Epochs, article.Gan.Epochs, article.Classifier.Epochs }, Is.All.EqualTo(100));
    }

    private static IEnumerable<int> Widths(Network network) => Enumerable.Range(0, network.Layers.Count + 1).Select(network.Width);
}
