using NUnit.Framework;
using Scratch.Adversarial.Classification.Robust;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Domains.Images;
using Scratch.Adversarial.Training;
using Scratch.Adversarial.Training.Callbacks;
using Scratch.Engine;
using Scratch.Layers;
using Scratch.Tests.Adversarial.Training;

namespace Scratch.Tests.Adversarial.Classification.Robust;

/// <summary>What is seen of a classifier that loses its robustness, and what is done about it.</summary>
public class RobustnessGuardTests
{
    private static readonly double[] Falling = [0.3, 0.6, 0.5, 0.1, 0.15, 0.2];

    [TestCase(DropAction.Warn, 12f, 12)]
    [TestCase(DropAction.Stop, 4f, 8)]
    [TestCase(DropAction.Strengthen, 4f, 12)]
    public void A_fall_is_answered_as_configured(DropAction action, float lastWeight, int updates)
    {
        // Two updates an epoch, each of which adds 1 to the weight. The fourth epoch is 0.5 below the second, whose
        // weight is 4.
        var step = new GivenStep();
        List<int> steps = [];
        List<string> warnings = [];
        var guard = new RobustnessGuard(
            new() { Action = action, StrongerSteps = 3 }, useSteps: steps.Add, warn: warnings.Add);
        Run(step, guard, Falling);
        Assert.That(guard.Falls[0], Is.EqualTo(new RobustnessDrop(3, 0.1, 1, 0.6)));
        Assert.That(step.Updates, Is.EqualTo(updates));
        Assert.That(step.Weight, Is.EqualTo(lastWeight), "after going back in the last epoch, too, where it goes on");
        Assert.That(steps, Is.EqualTo(action == DropAction.Strengthen ? new[] { 3, 6, 12 } : []));
        Assert.That(warnings, Has.Count.EqualTo(action == DropAction.Strengthen ? 3 : 1));
        Assert.That(warnings[0],
            Does.Contain("epoch 4").And.Contain("60.0 %").And.Contain("10.0 %").And.Contain("epoch 2"));
    }

    [Test]
    public void What_falls_again_and_again_is_ended()
    {
        var step = new GivenStep();
        List<int> steps = [];
        var guard = new RobustnessGuard(
            new() { Action = DropAction.Strengthen, StrongerSteps = 3 }, useSteps: steps.Add);
        Run(step, guard, [0.6, 0.1, 0.1, 0.1, 0.1, 0.6]);
        Assert.That(steps, Is.EqualTo(new[] { 3, 6, 12 }));
        Assert.That((step.Updates, step.Weight), Is.EqualTo((10, 2f)), "with the weights of the first epoch");
    }

    [Test]
    public void A_strengthened_attack_has_more_steps_than_the_training_had()
    {
        List<int> steps = [];
        var guard = new RobustnessGuard(
            new() { Action = DropAction.Strengthen, StrongerSteps = 5 }, useSteps: steps.Add, ownSteps: 7);
        Run(new GivenStep(), guard, [0.6, 0.1, 0.1, 0.1, 0.1, 0.6]);
        Assert.That(steps, Is.EqualTo(new[] { 14, 28, 56 }));
    }

    [Test]
    public void Up_and_down_a_little_is_no_fall()
    {
        var guard = new RobustnessGuard(new() { Action = DropAction.Stop });
        Run(new GivenStep(), guard, [0.5, 0.35, 0.6, 0.45, 0.41, 0.5]);
        Assert.That(guard.Falls, Is.Empty);
    }

    [Test]
    public void An_average_goes_back_with_the_networks()
    {
        // An average with decay ½, begun with the first weight, is 1 below a weight that rises by 1, but for a 2¹⁻ᵗ:
        // here after 4 updates.
        var step = new GivenStep();
        var average = new WeightAveraging(0.5f) { SwapOnEpoch = false };
        var guard = new RobustnessGuard(new() { Action = DropAction.Stop }, average);
        Run(step, guard, Falling, average);
        Assert.That(step.Weight, Is.EqualTo(3 + (1f / 8)));
    }

    [Test]
    public void A_collapse_of_fast_training_is_provoked_and_caught([Values] DropAction action)
    {
        // One step against a large ball, a small network, few digits: it learns to mislead that step.
        Dataset digits = ImageSource.Parse("mnist").OpenTraining();
        Dataset training = digits.Subset([.. Enumerable.Range(0, 2000)]),
            probed = digits.Subset([.. Enumerable.Range(2000, 200)]);
        Network classifier = Network();
        RobustOptions options =
            new() { Trainer = RobustTrainer.Fast, Attack = new() { Epsilon = 0.4f }, WarmUp = 0.4f };
        var step = new RobustStep(
            Toys.Learner("classifier", classifier, 3e-3f), Toys.Batches(classifier, training, 128), options);
        ProbeOptions probe =
            new()
            {
                Action = action,
                LargestDrop = 0.15,
                StrongerSteps = 3,
                Attack = new() { Epsilon = 0.2f, Steps = 10 }
            };
        var guard = new RobustnessGuard(probe, useSteps: step.UseSteps, ownSteps: step.Steps);
        var history = new History();
        new TrainingLoop(step, training.Count, new()
        {
            BatchSize = 128,
            Epochs = 24,
            Random = new RandomStream(6),
            Callbacks = [guard, history],
            Validation = new RobustProbe(classifier, probed, probe, new RandomStream(8)),
        }).Run();

        RobustnessDrop fall = guard.Falls[0];
        double own = history["robust accuracy"][fall.Epoch], atFall = history[RobustProbe.Figure][fall.Epoch],
            last = Measure(classifier, probed, probe);
        TestContext.Out.WriteLine(
            $"best {fall.BestAccuracy:0.000} in {fall.BestEpoch}; fell to {atFall:0.000} in {fall.Epoch}, own step "
            + $"{own:0.000}; in the end {last:0.000}");
        Assert.That(atFall, Is.LessThan(fall.BestAccuracy - 0.15));
        switch (action)
        {
            case DropAction.Warn:
                Assert.That(history["robust accuracy"][^1], Is.GreaterThan(0.8), "its own figure becomes good again");
                Assert.That(last, Is.LessThan(0.15), "unguarded, little is left");
                break;
            case DropAction.Stop:
                Assert.That(last, Is.EqualTo(fall.BestAccuracy), "the weights of the best epoch");
                Assert.That(history.Epochs, Has.Count.EqualTo(fall.Epoch + 1));
                break;
            default:
                Assert.That(last, Is.GreaterThan(fall.BestAccuracy - 0.15),
                    "whatever came after, it ends with an epoch that was well");
                break;
        }
    }

    [TestCase(DropAction.Warn)]
    [TestCase(DropAction.Stop)]
    [TestCase(DropAction.Strengthen)]
    public void Broken_off_after_any_update_the_guard_goes_on_as_if_nothing_had_been(DropAction action)
    {
        using TemporaryFolder straight = new();
        string expected = RunState(straight, action, cancelAt: -1, resume: false);
        Assert.That(expected, Does.Contain("RobustnessDrop"), "a fall, or the test shows less than it should");
        for (int cancelAt = 1; cancelAt < 8; cancelAt++)
        {
            using TemporaryFolder folder = new();
            RunState(folder, action, cancelAt, resume: false);
            Assert.That(RunState(folder, action, cancelAt: -1, resume: true), Is.EqualTo(expected),
                $"broken off after {cancelAt} updates");
        }
    }

    [Test]
    public void A_guard_without_a_probe_or_an_attack_to_strengthen_and_numbers_out_of_range_are_refused()
    {
        Assert.That(() => Run(new GivenStep(), new RobustnessGuard(new()), [1], figure: "loss"),
            Throws.ArgumentException.With.Message.Contains(nameof(RobustProbe)));
        Assert.That(() => Run(new GivenStep(), new RobustnessGuard(new() { Action = DropAction.Strengthen }), [1]),
            Throws.ArgumentException.With.Message.Contains("no attack"));
        foreach (ProbeOptions wrong in new ProbeOptions[] { new() { LargestDrop = 0 }, new() { StrongerSteps = 0 },
            new() { Attack = new() { Norm = "l0" } } })
        {
            Assert.That(() => Run(new GivenStep(), new RobustnessGuard(wrong), [1]), Throws.ArgumentException);
        }
    }

    private static Network Network()
    {
        var network = new Network(784, new Dense(784, 128, Initialisers.HeNormal), new Relu(), new Dense(128, 10));
        network.Initialise(new RandomStream(7));
        return network;
    }

    private static double Measure(Network classifier, Dataset probed, ProbeOptions probe)
    {
        double[] accuracy = new double[1];
        new RobustProbe(classifier, probed, probe, new RandomStream(8)).Run(accuracy);
        return accuracy[0];
    }

    private static void Run(
        GivenStep step, RobustnessGuard guard, double[] accuracies, WeightAveraging? average = null,
        string figure = RobustProbe.Figure) =>
        new TrainingLoop(step, 2, new()
        {
            BatchSize = 1,
            Epochs = accuracies.Length,
            Callbacks = average is null ? [guard] : [average, guard],
            Validation = new Given(accuracies, figure),
        }).Run();

    /// <summary>The end of a training that falls whenever its weight passes 6, as text.</summary>
    private static string RunState(TemporaryFolder folder, DropAction action, int cancelAt, bool resume)
    {
        using var cancellation = new CancellationTokenSource();
        var step = new GivenStep();
        int steps = 0;
        var guard = new RobustnessGuard(new() { Action = action }, useSteps: given => steps = given);
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
        return $"{step.Weight} {step.Learners[0].Optimizer.Steps} {steps}: {string.Join("; ", guard.Falls)}";
    }

    /// <summary>The figure follows from the weight, which a resume gives back.</summary>
    private sealed class FallingAbove(GivenStep step, float weight) : IValidation
    {
        public IReadOnlyList<string> Metrics { get; } = [RobustProbe.Figure];

        public void Run(Span<double> metrics) => metrics[0] = step.Weight > weight ? 0.1 : 0.5 + (step.Weight / 100);
    }
}
