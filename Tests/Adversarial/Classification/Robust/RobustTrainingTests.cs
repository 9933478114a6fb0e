using NUnit.Framework;
using Scratch.Adversarial.Attacks;
using Scratch.Adversarial.Classification.Robust;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Evaluation;
using Scratch.Adversarial.Training;
using Scratch.Engine;
using Scratch.Layers;

namespace Scratch.Tests.Adversarial.Classification.Robust;

public class RobustTrainingTests
{
    private static readonly Dataset Data = Toys.Images(60);
    private static readonly AttackOptions Attack = new() { Epsilon = 0.27f, StepSize = 0.1f, Steps = 5 };

    [TestCase(RobustTrainer.Trades)]
    [TestCase(RobustTrainer.Madry)]
    [TestCase(RobustTrainer.Free)]
    public void One_call_makes_robust(RobustTrainer trainer)
    {
        Network plain = Model.Classifier(30, [16], Toys.Classes).Network,
            robust = Model.Classifier(30, [16], Toys.Classes).Network;
        new Model(plain).Fit(Data, new FitOptions { Epochs = 100, BatchSize = 8 });
        FitOptions options = new() { Epochs = 100, BatchSize = 8, Validation = Data.Take(10) };
        History history = RobustTraining.Fit(robust, Data, Attack, trainer, options);
        Assert.That(history["robust accuracy"], Has.Count.EqualTo(100));
        Assert.That(history["val_accuracy"], Has.Count.EqualTo(100));
        Assert.That(CountRobust(robust), Is.GreaterThan(CountRobust(plain)).And.GreaterThan(Data.Count * 3 / 4));
    }

    [Test]
    public void A_ball_says_the_same_as_an_attack_of_its_norm_radius_and_box()
    {
        Network[] networks = [.. Enumerable.Range(0, 3).Select(_ => Model.Classifier(30, [16], Toys.Classes).Network)];
        FitOptions options = new() { Epochs = 1 };
        RobustTraining.Fit(networks[0], Data, new AttackOptions { Norm = "l2", Epsilon = 0.5f }, RobustTrainer.Madry, options);
        RobustTraining.Fit(networks[1], Data, new Ball(Norm.L2, 0.5f, Data.Domain.Box), RobustTrainer.Madry, options);
        RobustTraining.Fit(networks[2], Data, new Ball(Norm.L2, 0.5f, Box.Unbounded), RobustTrainer.Madry, options);
        float[][] values = [.. networks.Select(network => network.Parameters.Values.ToArray())];
        Assert.That(values[1], Is.EqualTo(values[0]));
        Assert.That(values[2], Is.Not.EqualTo(values[0]));
        Assert.That(
            () => RobustTraining.Fit(networks[0], Data, new Ball(Norm.L2, 0.5f, Box.Uniform(-1, 1))), Throws.ArgumentException.With.Message.Contains("another box"));
    }

    [Test]
    public void What_is_wrong_is_said()
    {
        Network network = Model.Classifier(30, [16], Toys.Classes).Network;
        Assert.That(() => RobustTraining.Fit(network, Toys.Images(9, height: 2), Attack),
            Throws.ArgumentException.With.Message.Contains("30"));
        Assert.That(
            () => RobustTraining.Fit(new Network(30, new Dense(30, 3)), Data, Attack),
                Throws.InvalidOperationException.With.Message.Contains("Initialise it"));
        Assert.That(() => RobustTraining.Fit(network, Data, Attack with { Epsilon = -1 }),
            Throws.ArgumentException.With.Message.Contains("-1"));
    }

    private static int CountRobust(Network classifier)
    {
        Matrix moved = Matrix.Allocate(Data.Count, 30);
        int[] all = [.. Enumerable.Range(0, Data.Count)];
        new ProjectedGradient(new ClassifierModel(classifier, Data.Count), Attack)
            .Perturb(new AttackBatch(Data.Inputs, Data.Labels, all, new RandomStream(9)), moved);
        return Accuracy.CountCorrect(Evaluator.PredictClasses(classifier, moved), Data.Labels.Span);
    }
}
