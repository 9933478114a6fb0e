using NUnit.Framework;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Generative;
using Scratch.Adversarial.Generative.Collapse;
using Scratch.Adversarial.Prompts;
using Scratch.Adversarial.Training;
using Scratch.Adversarial.Training.Callbacks;
using Scratch.Engine;
using Scratch.Layers;
using Scratch.Tests.Adversarial.Training;

namespace Scratch.Tests.Adversarial.Generative;

/// <summary>What is seen of a collapse, and what is done about it.</summary>
public class CollapseGuardTests
{
    private const int Latent = 4, Height = 5, Width = 6, Pixels = Height * Width;

    private static readonly Dataset Data = Toys.Images(60, Height, Width);

    [Test]
    public void Distances_pairs_and_modes_are_those_counted_by_hand()
    {
        Assert.That(SampleFigures.MeanDistance(Matrix.FromRows([0, 0], [3, 4], [0, 0])),
            Is.EqualTo(10.0 / 3).Within(1e-6));
        Assert.That(SampleFigures.ShareOfPairsTold([2, 0], [1, 0]), Is.EqualTo((2 + 0 + 0.5) / 4));

        // G(z) = 0 for every z; the judge always says 0; the discriminator's logit is the sum of the pixels.
        var generator = new Network(2, new Dense(2, 3));
        var judge = new Network(3, new Dense(3, 5));
        var discriminator = new Network(3, new Dense(3, 1));
        discriminator.Parameters.ValueViews.Span[0].Fill(1);
        var figures = new SampleFigures(
            generator, Matrix.FromRows([1, 2], [3, 4]), Matrix.FromRows([1, 1, 1], [2, 2, 2]), discriminator, judge);
        double[] seen = new double[3];
        figures.Run(seen);
        Assert.That(figures.Metrics, Is.EqualTo(new[] { "diversity", "saturation", "modes" }));
        Assert.That(seen, Is.EqualTo(new double[] { 0, 1, 1 }));
    }

    [Test]
    public void A_generator_of_real_examples_is_as_diverse_as_they_are()
    {
        var copies = new Network(Pixels); // its output is its input
        double[] seen = new double[2];
        new SampleFigures(copies, Data.Inputs, Data.Inputs, null, Toys.TrainedClassifier(Data)).Run(seen);
        Assert.That(seen, Is.EqualTo(new double[] { 1, Toys.Classes }));
    }

    [TestCase(CollapseAction.Warn, 1f, 10f)]
    [TestCase(CollapseAction.LowerRate, 0.5f, 10f)]
    [TestCase(CollapseAction.RollBack, 0.5f, 8f)]
    public void A_fall_is_answered_as_configured(CollapseAction action, float lastRate, float lastWeight)
    {
        // Two updates an epoch. The first epoch is no collapse, for nothing was well before; the fourth is, and goes
        // back to the third's weight, 6.
        var step = new GivenStep();
        var guard = new CollapseGuard(new() { Action = action });
        Run(step, guard, new Given([0.1, 0.9, 0.8, 0.1, 0.9], "diversity"));
        Assert.That(guard.Events, Is.EqualTo(new[] { new CollapseEvent(3, "diversity 0.1", action) }));
        Assert.That(step.Rates, Is.EqualTo(Enumerable.Repeat(1f, 8).Concat([lastRate, lastRate])));
        Assert.That(step.Weight, Is.EqualTo(lastWeight));
    }

    [Test]
    public void Before_anything_was_well_nothing_is_done_and_that_is_said()
    {
        var guard = new CollapseGuard(new());
        Run(new GivenStep(), guard, new Given([0, 0, 0, 0, double.NaN], "diversity"));
        Assert.That((guard.WasWell, guard.Events.Count, guard.RateFactor), Is.EqualTo((false, 0, 1)));
    }

    [Test]
    public void An_average_goes_back_with_the_networks()
    {
        // An average with decay ½, begun with the first weight, is 1 below a weight that rises by 1, but for a 2¹⁻ᵗ:
        // here after 6 updates, back from 8.
        var step = new GivenStep();
        var average = new WeightAveraging(0.5f) { SwapOnEpoch = false };
        var guard = new CollapseGuard(new(), average);
        TrainingCallback[] callbacks = [average, guard];
        var options = new LoopOptions
        {
            BatchSize = 1,
            Epochs = 4,
            Callbacks = callbacks,
            Validation = new Given([1, 1, 1, 0], "diversity")
        };
        new TrainingLoop(step, 2, options).Run();
        Assert.That(step.Weight, Is.EqualTo(5 + (1f / 32)));
    }

    [Test]
    public void A_provoked_collapse_is_seen_and_rolled_back([Values] CollapseAction action)
    {
        Network generator = Toys.Generator(Latent, Pixels), discriminator = Toys.Discriminator(Pixels);
        var adversary = new DiscriminatorTrainer(Toys.Learner("discriminator", discriminator, 1e-4f), new(), 20);
        var step = new GenerativeStep(
            Toys.Learner("generator", generator, 1e-4f), adversary, Data, PromptSource.Normal(Latent), 20);
        Matrix prompts = Matrix.Allocate(50, Latent);
        new RandomStream(8).FillNormal(prompts.Span);
        var figures = new SampleFigures(generator, prompts, Data.Inputs, discriminator, judge: null);
        var guard = new CollapseGuard(new() { Action = action, SmallestDiversity = 0.2 });
        new TrainingLoop(new Provoked(step, generator, at: 7), Data.Count, new()
        {
            BatchSize = 20,
            Epochs = 4, // of three updates
            Callbacks = [guard],
            Validation = figures,
        }).Run();

        double[] seen = new double[2];
        figures.Run(seen);
        Assert.That(guard.Events[0].Epoch, Is.EqualTo(2));
        Assert.That(guard.Events, Has.Count.EqualTo(action == CollapseAction.RollBack ? 1 : 2),
            "without going back it stays collapsed");
        Assert.That(seen[0], action == CollapseAction.RollBack ? Is.GreaterThan(0.2) : Is.LessThan(0.2));
    }

    [Test]
    public void Broken_off_after_any_update_the_guard_goes_on_as_if_nothing_had_been()
    {
        using TemporaryFolder straight = new();
        string expected = RunState(straight, cancelAt: -1, resume: false);
        Assert.That(expected, Does.Contain("3 diversity 0.1").And.Contain("4 diversity 0.1"),
            "two collapses, or the test shows less than it should");
        for (int cancelAt = 1; cancelAt < 12; cancelAt++)
        {
            using TemporaryFolder folder = new();
            RunState(folder, cancelAt, resume: false);
            Assert.That(RunState(folder, cancelAt: -1, resume: true), Is.EqualTo(expected),
                $"broken off after {cancelAt} updates");
        }
    }

    [Test]
    public void A_guard_without_figures_and_numbers_out_of_range_are_refused()
    {
        Assert.That(() => Run(new GivenStep(), new CollapseGuard(new()), new Given([1], "loss")),
            Throws.ArgumentException.With.Message.Contains("diversity"));
        CollapseOptions[] wrong =
            [new() { RateFactor = 1 }, new() { SmallestDiversity = double.NaN }, new() { FewestModes = -1 },
            new() { HighestSaturation = 0 }];
        foreach (CollapseOptions options in wrong)
        {
            Assert.That(() => Run(new GivenStep(), new CollapseGuard(options), new Given([1], "diversity")),
                Throws.ArgumentException);
        }
    }

    private static void Run(GivenStep step, CollapseGuard guard, Given figures) =>
        new TrainingLoop(step, 2, new() { BatchSize = 1, Epochs = 5, Callbacks = [guard], Validation = figures }).Run();

    /// <summary>The end of a training that falls whenever its weight passes 6, as text.</summary>
    private static string RunState(TemporaryFolder folder, int cancelAt, bool resume)
    {
        using var cancellation = new CancellationTokenSource();
        var step = new GivenStep();
        var guard = new CollapseGuard(new());
        var cancel = new LambdaCallback
        {
            Step = (in StepContext context, ReadOnlySpan<float> _) =>
            {
                if (context.Step + 1 == cancelAt)
                {
                    cancellation.Cancel();
                }
            },
        };
        var loop = new TrainingLoop(step, 2, new()
        {
            BatchSize = 1,
            Epochs = 6,
            Callbacks = [guard, cancel],
            Validation = new FallingAbove(step, 6),
            Checkpoints = resume ? CheckpointFolder.Resume(folder.Path, new(), warning => Assert.Fail(warning))
                : new(folder.Path, new()),
        });
        if (cancelAt > 0)
        {
            Assert.That(() => loop.Run(cancellation.Token), Throws.InstanceOf<OperationCanceledException>());
        }
        else
        {
            loop.Run();
        }
        return $"{step.Weight} {step.Learners[0].Optimizer.Steps} {guard.RateFactor}: "
            + $"{string.Join("; ", guard.Events.Select(e => $"{e.Epoch} {e.Figures}"))}";
    }

    /// <summary>The diversity follows from the weight, which a resume gives back.</summary>
    private sealed class FallingAbove(GivenStep step, float weight) : IValidation
    {
        public IReadOnlyList<string> Metrics { get; } = ["diversity"];

        public void Run(Span<double> metrics) => metrics[0] = step.Weight > weight ? 0.1 : 0.9;
    }

    /// <summary>Makes every sample the same in one update: the generator stops reading its prompts.</summary>
    private sealed class Provoked(GenerativeStep step, Network generator, long at) : ITrainingStep
    {
        public string Stage => step.Stage;

        public IReadOnlyList<string> Metrics => step.Metrics;

        public IReadOnlyList<Learner> Learners => step.Learners;

        public void Run(in StepContext context, Span<float> metrics)
        {
            step.Run(context, metrics);
            if (context.Step == at)
            {
                generator.Parameters.ValueViews.Span[0].Fill(0);
            }
        }
    }
}
