using NUnit.Framework;
using Scratch.Adversarial.Attacks;
using Scratch.Adversarial.Classification.Robust;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Evaluation;
using Scratch.Adversarial.Training;
using Scratch.Engine;
using Scratch.Layers;
using Scratch.Layers.Checking.ReferenceLayers;
using Scratch.Optimizers;

namespace Scratch.Tests.Adversarial.Classification.Robust;

public class RobustStepTests
{
    private static readonly Dataset Data = Toys.Images(60);
    private static readonly int[] Rows = [31, 4, 0, 17, 22, 9, 38];
    private static readonly RobustTrainer[] Trainers =
        [RobustTrainer.Madry, RobustTrainer.HalfHalf, RobustTrainer.Trades, RobustTrainer.Mart, RobustTrainer.Fast];
    private static readonly AttackOptions Attack = new() { Epsilon = 0.1f, StepSize = 0.04f, Steps = 3 };

    [Test]
    public void The_gradient_is_that_of_the_loss_at_the_points_that_the_attack_found(
        [ValueSource(nameof(Trainers))] RobustTrainer trainer)
    {
        Network classifier = Toys.Classifier(30);
        ReferenceNetwork reference = Numeric.ToLogits(classifier);
        var random = new RandomStream(5);
        Matrix originals = Data.Subset(Rows).Inputs, moved = Matrix.Allocate(Rows.Length, 30);
        int[] labels = [.. Rows.Select(row => Data.Labels.Span[row])];
        AttackOptions attack = trainer == RobustTrainer.Fast ? new() { Epsilon = 0.1f, StepSize = 0.125f, Steps = 1 }
            : Attack;
        new ProjectedGradient(new ClassifierModel(classifier, 8), attack)
            .Perturb(new AttackBatch(originals, labels, Rows, random.Fork(-1)), moved);

        var recording = new RecordingOptimizer(classifier.Parameters);
        float[] metrics = Toys.RunOnce(
            Step(classifier, recording, new() { Trainer = trainer, Beta = 2, Attack = Attack }), Rows, random);

        double Loss() => Enumerable.Range(0, Rows.Length).Average(row =>
        {
            double[] p = Softmax(reference.Output(Numeric.Row(originals, row))),
                q = Softmax(reference.Output(Numeric.Row(moved, row)));
            return Formula(trainer, p, q, labels[row]);
        });
        Assert.That(metrics[0], Is.EqualTo(Loss()).Within(1e-5));
        Numeric.RequireGradients(recording.Gradients, reference, Loss);
    }

    [Test]
    public void Weights_are_perturbed_up_the_loss_for_the_gradient_and_put_back()
    {
        Network classifier = Toys.Classifier(30), same = Toys.Classifier(30);
        RobustOptions options = new() { Attack = Attack };
        RecordingOptimizer plain = new(classifier.Parameters), perturbed = new(same.Parameters);
        float loss = Toys.RunOnce(Step(classifier, plain, options), Rows, new RandomStream(5))[0];
        float worst = Toys.RunOnce(
            Step(same, perturbed, options with { WeightPerturbation = 0.02f }), Rows, new RandomStream(5))[0];
        Assert.That(worst, Is.GreaterThan(loss));
        Assert.That(Agreement.Bits(same.Parameters.ValueBlock),
            Is.EqualTo(Agreement.Bits(classifier.Parameters.ValueBlock)));
        Assert.That(perturbed.Gradients.Select(Agreement.Bits), Is.Not.EqualTo(plain.Gradients.Select(Agreement.Bits)));
    }

    [Test]
    public void A_strengthened_attack_is_the_one_with_more_steps()
    {
        Network classifier = Toys.TrainedClassifier(Data);
        RobustOptions fast = new() { Trainer = RobustTrainer.Fast, Attack = Attack with { Epsilon = 0.3f } };
        RobustStep strengthened = Step(classifier, new RecordingOptimizer(classifier.Parameters), fast);
        Assert.That(strengthened.Steps, Is.EqualTo(1));
        strengthened.UseSteps(5);
        RobustOptions strong =
            new() { Trainer = RobustTrainer.Madry, Attack = new() { Epsilon = 0.3f, Steps = 5, StepSize = 0.15f } };
        float[] expected = Toys.RunOnce(
            Step(classifier, new RecordingOptimizer(classifier.Parameters), strong), Rows, new RandomStream(5));
        Assert.That(Toys.RunOnce(strengthened, Rows, new RandomStream(5)), Is.EqualTo(expected));
    }

    [Test]
    public void Fast_training_starts_within_the_ball_whatever_else_the_attack_says()
    {
        RobustOptions plain = new() { Trainer = RobustTrainer.Fast, Attack = Attack };
        RobustOptions other =
            plain with { Attack = Attack with { CornerStart = true, Momentum = 0.9f, Loss = "margin", Restarts = 2 } };
        Assert.That(Run(other), Is.EqualTo(Run(plain)));

        static float[] Run(RobustOptions options)
        {
            Network classifier = Toys.TrainedClassifier(Data);
            return Toys.RunOnce(
                Step(classifier, new RecordingOptimizer(classifier.Parameters), options), Rows, new RandomStream(5));
        }
    }

    [Test]
    public void While_it_warms_up_the_ball_grows()
    {
        Network classifier = Toys.TrainedClassifier(Data);
        RobustStep step = Step(
            classifier, new RecordingOptimizer(classifier.Parameters),
            new() { Attack = Attack with { Epsilon = 0.3f }, WarmUp = 0.5f });
        float[] losses = [.. new long[] { 0, 20, 49, 99 }.Select(done =>
        {
            float[] metrics = new float[3];
            step.Run(new StepContext(done, 0, 100, Rows, new RandomStream(5)), metrics);
            return metrics[0];
        })];
        Assert.That(losses[0], Is.LessThan(losses[1]).And.LessThan(losses[2]));
        Assert.That(losses[3], Is.EqualTo(losses[2]), "at half of the training it is done");
    }

    [Test]
    public void Training_makes_robust([ValueSource(nameof(Trainers))] RobustTrainer trainer, [Values] bool divergence)
    {
        AttackOptions attack = new() { Epsilon = 0.27f, StepSize = 0.1f, Steps = 5 };
        int plain = CountRobust(Toys.TrainedClassifier(Data), attack);
        Network classifier = Toys.Classifier(30);
        RobustOptions options =
            new() { Trainer = trainer, Beta = 3, Attack = attack, ClimbsDivergence = divergence, WarmUp = 0.2f };
        Toys.Train(Step(classifier, new Adam(classifier.Parameters), options, rate: 1e-2f), Data.Count, 8, epochs: 40);
        int robust = CountRobust(classifier, attack);
        Assert.That(robust, Is.GreaterThan(plain).And.GreaterThan(Data.Count * 3 / 4));
    }

    private static RobustStep Step(
        Network classifier, Optimizer optimizer, RobustOptions options, float rate = 1e-3f) =>
        new(Toys.Learner("classifier", classifier, optimizer, rate), Toys.Batches(classifier, Data, 8), options);

    private static int CountRobust(Network classifier, AttackOptions attack)
    {
        Matrix moved = Matrix.Allocate(Data.Count, Data.Inputs.Columns);
        int[] all = [.. Enumerable.Range(0, Data.Count)];
        var batch = new AttackBatch(Data.Inputs, Data.Labels, all, new RandomStream(9));
        new ProjectedGradient(new ClassifierModel(classifier, Data.Count), attack).Perturb(batch, moved);
        return Accuracy.CountCorrect(Evaluator.PredictClasses(classifier, moved), Data.Labels.Span);
    }

    private static double Formula(RobustTrainer trainer, double[] p, double[] q, int y)
    {
        double divergence = p.Zip(q, (a, b) => a * Math.Log(a / b)).Sum();
        return trainer switch
        {
            RobustTrainer.Madry or RobustTrainer.Fast => -Math.Log(q[y]),
            RobustTrainer.HalfHalf => -0.5 * (Math.Log(p[y]) + Math.Log(q[y])),
            RobustTrainer.Trades => -Math.Log(p[y]) + (2 * divergence),
            _ => -Math.Log(q[y]) - Math.Log(1 - q.Where((_, k) => k != y).Max() + 1e-7) + (2 * (1 - p[y]) * divergence),
        };
    }

    private static double[] Softmax(double[] x)
    {
        double largest = x.Max(), total = x.Sum(value => Math.Exp(value - largest));
        return [.. x.Select(value => Math.Exp(value - largest) / total)];
    }
}
