using NUnit.Framework;
using Scratch.Adversarial.Attacks;
using Scratch.Adversarial.Classification.Robust;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Evaluation;
using Scratch.Engine;
using Scratch.Layers;
using Scratch.Layers.Checking.ReferenceLayers;
using Scratch.Optimizers;

namespace Scratch.Tests.Adversarial.Classification.Robust;

public class FreeStepTests
{
    private const float Epsilon = 0.1f;
    private static readonly Dataset Data = Toys.Images(60);
    private static readonly int[] Rows = [31, 4, 0, 17, 22, 9, 38];

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    public void The_last_gradient_is_that_of_the_points_which_the_passes_before_have_moved(int replays)
    {
        Network classifier = Toys.Classifier(30);
        ReferenceNetwork reference = Numeric.ToLogits(classifier);
        var random = new RandomStream(5);
        int[] labels = [.. Rows.Select(row => Data.Labels.Span[row])];

        // Weights that stay make it PGD with steps of ε: after m passes the points have made m − 1 steps.
        Matrix moved = Matrix.Allocate(Rows.Length, 30);
        AttackOptions attack = new() { Epsilon = Epsilon, StepSize = Epsilon, Steps = replays - 1 };
        new ProjectedGradient(new ClassifierModel(classifier, 8), attack)
            .Perturb(new AttackBatch(Data.Subset(Rows).Inputs, labels, Rows, random.Fork(-1)), moved);

        var recording = new RecordingOptimizer(classifier.Parameters);
        Toys.RunOnce(Step(classifier, recording, replays), Rows, random);
        double Loss() => Enumerable.Range(0, Rows.Length).Average(row =>
        {
            double[] logits = reference.Output(Numeric.Row(moved, row));
            return Math.Log(logits.Sum(Math.Exp)) - logits[labels[row]];
        });
        Assert.That(recording.Steps, Is.EqualTo(replays));
        Numeric.RequireGradients(recording.Gradients, reference, Loss);
    }

    [Test]
    public void Training_makes_robust()
    {
        AttackOptions attack = new() { Epsilon = 0.27f, StepSize = 0.1f, Steps = 5 };
        Network classifier = Toys.Classifier(30);
        RobustOptions options = new() { Trainer = RobustTrainer.Free, Replays = 4, Attack = attack, WarmUp = 0.2f };
        var step = new FreeStep(
            Toys.Learner("classifier", classifier, 1e-2f), Toys.Batches(classifier, Data, 8), options);
        Toys.Train(step, Data.Count, 8, epochs: 20);
        Matrix moved = Matrix.Allocate(Data.Count, 30);
        int[] all = [.. Enumerable.Range(0, Data.Count)];
        new ProjectedGradient(new ClassifierModel(classifier, Data.Count), attack)
            .Perturb(new AttackBatch(Data.Inputs, Data.Labels, all, new RandomStream(9)), moved);
        Assert.That(Accuracy.CountCorrect(Evaluator.PredictClasses(classifier, moved), Data.Labels.Span),
            Is.GreaterThan(Data.Count * 3 / 4));
    }

    private static FreeStep Step(Network classifier, Optimizer optimizer, int replays) => new(
        Toys.Learner("classifier", classifier, optimizer, 1e-3f), Toys.Batches(classifier, Data, 8),
        new() { Trainer = RobustTrainer.Free, Replays = replays, Attack = new() { Epsilon = Epsilon } });
}
