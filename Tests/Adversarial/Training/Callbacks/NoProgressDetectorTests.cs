using NUnit.Framework;
using Scratch.Adversarial.Attacks;
using Scratch.Adversarial.Classification.Robust;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Domains.Images;
using Scratch.Adversarial.Training;
using Scratch.Adversarial.Training.Callbacks;
using Scratch.Engine;
using Scratch.Layers;
using Scratch.Optimizers;

namespace Scratch.Tests.Adversarial.Training.Callbacks;

/// <summary>Classifiers that learn nothing, each for another reason, and some that do.</summary>
public class NoProgressDetectorTests
{
    private const string Remedy = "Let it grow.";
    // 104 batches of 32: enough to judge by
    private static readonly Dataset Digits = ImageSource.Parse("mnist").OpenTraining().Take(3300);
    private static readonly AttackOptions Strong = new() { Epsilon = 0.3f, StepSize = 0.375f, Steps = 1 };

    [Test]
    public void Under_a_large_radius_from_the_first_update_it_gives_up_and_that_is_said()
    {
        string[] warnings = Train(Strong, warmUp: 0, "adam", rate: 1e-2f);
        Assert.That(warnings, Has.Length.EqualTo(1));
        Assert.That(warnings[0], Does.StartWith("Stage toy has learned nothing after 1 epoch: accuracy 1")
            .And.Match(@"\d+ % of the units of layer 2 \(Relu\) are dead").And.EndWith(Remedy));
    }

    [Test]
    public void Grown_slowly_and_learned_slowly_it_is_silent() =>
        Assert.That(Train(Strong, warmUp: 1, "adam", rate: 1e-3f), Is.Empty);

    [Test]
    public void A_rate_that_is_too_high_kills_units_and_their_share_is_measured()
    {
        string[] warnings = Train(attack: null, warmUp: 0, "sgd", rate: 30);
        Assert.That(warnings, Has.Length.EqualTo(1));
        Assert.That(warnings[0],
            Does.Match(@"\d+ % of the units of layer 2 \(Relu\) are dead").And.Contains("learning rate"));
    }

    [Test]
    public void What_is_dead_and_what_is_saturated_is_counted_by_hand()
    {
        // Two of three units see −x and never fire; the logits are (100, 0) for every example, whose softmax is (1, 0)
        // in float.
        var network = new Network(1, new Dense(1, 3), new Relu(), new Dense(3, 2));
        network.ParametersOf(0).Span[0].Row(0).Fill(-1);
        network.ParametersOf(0).Span[0][0, 0] = 1;
        network.ParametersOf(2).Span[1][0, 0] = 100;
        List<string> warnings = [];
        var watch = new NoProgressDetector(Matrix.FromRows([0.5f], [1]), chance: 0.5, warnings.Add);
        watch.OnStart(new TrainingPlan(
            "toy", ["loss", "accuracy"], 1,
            (int)NoProgressDetector.FewestUpdates)
        { Learners = [Toys.Learner("classifier", network)] });
        watch.OnEpoch(0, [0.7, 0.5]);
        Assert.That(warnings.Single(), Does.Contain("67 % of the units of layer 2")
            .And.Contain("For 100 % of the examples the softmax is saturated (logits up to 100)")
            .And.Contain("gives 100 % of the examples the same class"));
    }

    [TestCase(0.56, NoProgressDetector.FewestUpdates)]
    [TestCase(0.5, NoProgressDetector.FewestUpdates - 1)]
    public void With_a_better_accuracy_or_after_fewer_updates_nothing_is_said(double accuracy, long updates)
    {
        List<string> warnings = [];
        var watch = new NoProgressDetector(Matrix.FromRows([0.5f]), chance: 0.5, warnings.Add);
        watch.OnStart(new TrainingPlan(
            "toy", ["loss", "robust accuracy", "accuracy"], 1,
            (int)updates)
        { Learners = [Toys.Learner("classifier", Toys.Classifier(1))] });
        watch.OnEpoch(0, [0.7, 0.1, accuracy]);
        Assert.That(warnings, Is.Empty);
    }

    private static string[] Train(AttackOptions? attack, float warmUp, string optimizer, float rate)
    {
        Network classifier = Network();
        Optimizer rule = optimizer == "sgd" ? new Sgd(classifier.Parameters) : new Adam(classifier.Parameters);
        var schedule = new ConstantSchedule(rate);
        ITrainingStep step = attack is null
            ? new SupervisedStep(
                new Learner("classifier", classifier, rule, schedule),
                Toys.Batches(classifier, Digits, 32))
            { Stage = "toy" }
            : new RobustStep(new Learner("classifier", classifier, rule, schedule),
                Toys.Batches(classifier, Digits, 32), new() { Attack = attack, WarmUp = warmUp })
            { Stage = "toy" };
        List<string> warnings = [];
        Toys.Train(step, Digits.Count, 32, epochs: 1,
            new NoProgressDetector(Digits.Inputs.SliceRows(0, 256), 0.115, warnings.Add, Remedy));
        return [.. warnings];
    }

    private static Network Network()
    {
        var network = new Network(784, new Dense(784, 64, Initialisers.HeNormal), new Relu(), new Dense(64, 10));
        network.Initialise(new RandomStream(7));
        return network;
    }
}
