using NUnit.Framework;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Domains.Images;
using Scratch.Adversarial.Prompts;
using Scratch.Adversarial.Quality;
using Scratch.Adversarial.Runs.Configuration;
using Scratch.Adversarial.Runs.Measures;
using Scratch.Adversarial.Runs.Output;
using Scratch.Adversarial.Runs.Pipeline;
using Scratch.Adversarial.Training;
using Scratch.Layers;
using Scratch.Optimizers;

namespace Scratch.Tests.Adversarial.Runs.Pipeline;

/// <summary>Each stage by itself, as someone uses it who embeds the library.</summary>
public class StagesTests
{
    private const int Pixels = SmallRun.Height * SmallRun.Width;

    private static readonly Dataset Data = SmallRun.Data;

    [Test]
    public void The_split_is_decided_by_the_seed_and_leaves_something_to_train_on()
    {
        (Dataset training, Dataset validation) = ValidationSplit.Split(SmallRun.Configuration, Data);
        (_, Dataset again) = ValidationSplit.Split(SmallRun.Configuration, Data);
        (_, Dataset other) = ValidationSplit.Split(SmallRun.Configuration with { Seed = 1 }, Data);
        Assert.That((training.Count, validation.Count), Is.EqualTo((100, 30)));
        Assert.That(Agreement.Bits(again.Inputs), Is.EqualTo(Agreement.Bits(validation.Inputs)));
        Assert.That(Agreement.Bits(other.Inputs), Is.Not.EqualTo(Agreement.Bits(validation.Inputs)));
        Assert.That(
            () => ValidationSplit.Split(SmallRun.Configuration, Data.Take(30)),
                Throws.TypeOf<InvalidDataException>().With.Message.Contains("30"));
    }

    [Test]
    public void Prompts()
    {
        RunState state = Run(SmallRun.Configuration, new RunState(), new PromptsStage());
        Network generator = state.Generator!;
        Assert.That(state.Encoder, Is.TypeOf<GaussianEncoder>());
        Assert.That(state.Encoder!.Network.Layers.Select(l => l.Type), Is.EqualTo(["Dense", "Relu", "GaussianHeads"]));
        Assert.That(generator.Layers.Select(l => l.Type), Is.EqualTo(["Dense", "Relu", "Dense", "Sigmoid"]));
        Assert.That((state.Encoder.Network.Inputs, state.Encoder.Latent, generator.Inputs, generator.Outputs),
            Is.EqualTo((Pixels, 4, 4, Pixels)));
        Assert.That(state.Prompts!.Means.Rows, Is.EqualTo(Data.Count), "a prompt of every example");
    }

    [Test]
    public void Prompts_by_the_articles_formulas()
    {
        RunState state = Run(SmallRun.Article, new RunState(), new PromptsStage());
        Assert.That(state.Encoder, Is.TypeOf<TiedEncoder>());
        Assert.That(state.Encoder!.Network.Layers.Select(l => l.Type),
            Is.EqualTo(["Dense", "Relu", "Dense", "Sigmoid"]));
    }

    [Test]
    public void Gan()
    {
        RunState state = Prompted();
        float[] before = state.Generator!.Parameters.Values.ToArray();
        Run(SmallRun.Configuration, state, new GanStage());
        Assert.That(state.Discriminator!.Layers.Select(l => l.Type),
            Is.EqualTo(["Dense", "LeakyRelu", "Dense", "Sigmoid"]));
        Assert.That(state.Generator.Parameters.Values.ToArray(), Is.Not.EqualTo(before), "it is trained in place");
        RunState article = Run(SmallRun.Article, Prompted(), new GanStage());
        Assert.That(article.Discriminator!.Layers.Select(l => l.Type), Is.EqualTo(["Dense", "Sigmoid"]));
    }

    [Test]
    public void Counting_modes_changes_nothing_but_what_is_seen()
    {
        GanOptions options = SmallRun.Guarded.Gan with { Epochs = 3, EncoderEpochs = 0 };
        Dataset digits = ImageSource.Parse("mnist").OpenTest(10), training = digits.Take(100);
        (float[] plain, string[] figures) = Generator(digits.Take(0));
        (float[] counted, string[] withModes) = Generator(digits.Take(300));
        Assert.That(counted, Is.EqualTo(plain));
        Assert.That(withModes.Except(figures), Is.EqualTo(["modes"]));

        (float[] Generator, string[] Figures) Generator(Dataset validation)
        {
            var state = new RunState { Generator = Toys.Generator(4, 784), Prompts = Toys.Prompts(training, 4) };
            var seen = new Seen();
            new GanStage().Run(new RunContext(SmallRun.Guarded with { Gan = options }, training, validation, [seen]),
                state);
            return (state.Generator.Parameters.Values.ToArray(), seen.Metrics);
        }
    }

    [Test]
    public void What_an_accumulation_leaves_over_does_not_enter_the_next_stage()
    {
        RunConfiguration fours = SmallRun.Configuration with
        {
            Prompts = SmallRun.Configuration.Prompts with
            {
                Optimizer =
                SmallRun.Configuration.Prompts.Optimizer with { Accumulation = 4 }
            },
        };
        Assert.That((Data.Count + fours.BatchSize - 1) / fours.BatchSize % 4, Is.Not.Zero, "batches are left over");
        RunState state = Run(fours, new RunState(), new PromptsStage());
        Assert.That(state.Encoder!.Network.Parameters.Gradients.ToArray(), Is.All.Zero);
        Assert.That(state.Generator!.Parameters.Gradients.ToArray(), Is.All.Zero);
    }

    [Test]
    public void A_guarded_game_leaves_the_average_that_the_optimizer_asks_for()
    {
        GanOptions guarded = SmallRun.Guarded.Gan with { Average = 0, EncoderEpochs = 0 };
        float[] last = Play(guarded), average = Play(guarded with { Average = 0.5f }),
            ema = Play(guarded with { Optimizer = guarded.Optimizer with { EmaDecay = 0.5f } });
        Assert.That(average, Is.Not.EqualTo(last));
        Assert.That(ema, Is.EqualTo(average),
            "of the generator; the discriminator has an average too, but plays by its own weights");

        static float[] Play(GanOptions options) =>
            Run(SmallRun.Guarded with { Gan = options }, Prompted(), new GanStage())
                .Generator!.Parameters.Values.ToArray();
    }

    [Test]
    public void Modes_are_counted_by_the_reference_classifier_of_the_data_and_not_where_labels_are_few_or_no_guard_asks()
    {
        Dataset digits = ImageSource.Parse("mnist").OpenTest(10).Take(300);
        RunConfiguration guarded = Presets.Find("default");
        Assert.That(Counter(guarded, digits)!.Name, Does.StartWith("mnist-"));
        Assert.That(Counter(guarded, digits.Take(0)), Is.Null);
        Assert.That(Counter(guarded with { Gan = guarded.Gan with { Guard = null } }, digits), Is.Null);
        Assert.That(Counter(guarded with { Classifier = guarded.Classifier with { SemiSupervised = new() } }, digits),
            Is.Null);

        static ReferenceClassifier? Counter(RunConfiguration configuration, Dataset validation) =>
            GanStage.ModeCounter(new RunContext(configuration, validation, validation, []));
    }

    [Test]
    public void What_a_stage_needs_has_to_be_there()
    {
        Assert.That(() => Run(SmallRun.Playing(GanVariant.Bidirectional), Prompted(), new GanStage()),
            Lacks("encoder"));
        Assert.That(() => Run(SmallRun.Configuration, new RunState(), new GanStage()), Lacks("encoder"));
        Assert.That(() => Run(
            SmallRun.Configuration, new RunState { Prompts = Toys.Prompts(Data, 4) }, new ClassifierStage()),
            Lacks("generator"));

        static NUnit.Framework.Constraints.IResolveConstraint Lacks(string name) =>
            Throws.TypeOf<InvalidDataException>().With.Message.Contains($"it has no {name}");
    }

    [Test]
    public void Classifier_baseline_and_their_evaluation()
    {
        RunConfiguration longer =
            SmallRun.Configuration with { Classifier = SmallRun.Configuration.Classifier with { Epochs = 30 } };
        RunState state = Run(longer, Prompted(), new ClassifierStage(), new BaselineStage());
        var evaluator = new ClassifierEvaluator(longer);
        ClassifierReport ofClassifier = evaluator.Evaluate(state.Classifier!, Data),
            ofBaseline = evaluator.Evaluate(state.Baseline!, Data);
        Assert.That(ofClassifier.Accuracy, Is.GreaterThan(0.9));
        Assert.That(ofBaseline.Accuracy, Is.GreaterThan(0.95));
        Assert.That(ofClassifier.RobustCorrect, Is.LessThanOrEqualTo(ofClassifier.Correct));
    }

    [Test]
    public void The_baseline_starts_where_the_classifier_starts()
    {
        RunConfiguration untrained =
            SmallRun.Configuration with { Classifier = SmallRun.Configuration.Classifier with { Epochs = 0 } };
        RunState state = Run(untrained, Prompted(), new ClassifierStage(), new BaselineStage());
        Assert.That(state.Baseline!.Parameters.Values.ToArray(),
            Is.EqualTo(state.Classifier!.Parameters.Values.ToArray()));
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
        RunState state = new IStage[] { new PromptsStage(), new GanStage() }.Run(
            new RunContext(untrained, digits, digits, []));
        Assert.That(Widths(state.Generator!), Is.EqualTo([32, 128, 128, 784, 784]));
        Assert.That(Widths(state.Discriminator!), Is.EqualTo([784, 1, 1]));
        Assert.That(Widths(state.Encoder!.Network), Is.EqualTo([784, 128, 128, 64, 64, 32, 32, 32, 32]),
            "and the tied map");
        Assert.That(article.BatchSize, Is.EqualTo(128));
        Assert.That(new[] { article.Prompts.Optimizer, article.Gan.Optimizer, article.Classifier.Optimizer },
            Is.All.EqualTo(
            new OptimizerOptions { Rule = "adam", LearningRate = 1e-4f, Schedule = "constant" }));
        Assert.That(((Adam)OptimizerFactory.Create(article.Classifier.Optimizer, state.Generator!)).Beta1,
            Is.EqualTo(0.9f), "the paper's");
        Assert.That(new[] { article.Prompts.Epochs, article.Gan.Epochs, article.Classifier.Epochs },
            Is.All.EqualTo(100));
    }

    private static RunState Prompted() =>
        new() { Generator = Toys.Generator(4, Pixels), Prompts = Toys.Prompts(Data, 4) };

    private static RunState Run(RunConfiguration configuration, RunState state, params IStage[] stages)
    {
        var context = new RunContext(configuration, Data, Data, []);
        foreach (IStage stage in stages)
        {
            stage.Run(context, state);
        }
        return state;
    }

    private static IEnumerable<int> Widths(Network network) =>
        Enumerable.Range(0, network.Layers.Count + 1).Select(network.Width);

    private sealed class Seen : TrainingCallback
    {
        public string[] Metrics { get; private set; } = [];

        public override void OnStart(TrainingPlan plan) => Metrics = [.. plan.EpochMetrics];
    }
}
