using NUnit.Framework;
using Scratch.Adversarial.Attacks;
using Scratch.Adversarial.Data;
using Scratch.Engine;
using Scratch.Layers;
using Scratch.Tests.Layers;

namespace Scratch.Tests.Adversarial.Attacks;

public class UniversalPerturbationTests
{
    private static readonly Dataset Data = Toys.Images(90);
    private static readonly Dataset Unseen = Toys.Images(60, seed: 9);
    private static readonly Network Classifier = Toys.TrainedClassifier(Data);

    [Test]
    public void One_change_within_the_ball_fools_the_model_on_examples_it_was_not_made_for(
        [Values("linf", "l2")] string norm)
    {
        float epsilon = norm == "linf" ? 0.4f : 1.6f;
        UniversalPerturbation universal = Find(new() { Norm = norm, Epsilon = epsilon });
        Assert.That(Norm.Parse(norm).Distance(universal.Change, new float[30]),
            Is.InRange(0.5f * epsilon, epsilon + 1e-6f));
        Matrix moved = Perturb(universal);
        Assert.That(moved.Span.ToArray(), Is.All.InRange(0f, 1f));
        Matrix logits = Classifier.PredictOutputs(moved);
        int fooled = Enumerable.Range(0, Unseen.Count)
            .Count(row => RowOperations.ArgMax(logits.Row(row)) != Unseen.Labels.Span[row]);
        Assert.That(fooled, Is.GreaterThan(Unseen.Count / 4), "one change can't move every class away from itself");
    }

    [Test]
    public void The_same_stream_finds_the_same_change()
    {
        float[] first = Find(new() { Epsilon = 0.3f }).Change.ToArray(),
            second = Find(new() { Epsilon = 0.3f }).Change.ToArray();
        Assert.That(second, Is.EqualTo(first));
    }

    [Test]
    public void Without_a_radius_nothing_moves() =>
        Assert.That(Agreement.Bits(Perturb(Find(new() { Epsilon = 0 }))),
            Is.EqualTo(Agreement.Bits(Perturb(Find(new() { Steps = 0, Epsilon = 1 })))));

    private static UniversalPerturbation Find(AttackOptions options) =>
        UniversalPerturbation.Find(new ClassifierModel(Classifier, 32), Data, options, new RandomStream(1));

    private static Matrix Perturb(UniversalPerturbation universal)
    {
        Matrix moved = Samples.Poisoned(Unseen.Count, 30);
        universal.Perturb(new AttackBatch(Unseen.Inputs, Unseen.Labels, new int[Unseen.Count], default), moved);
        return moved;
    }
}
