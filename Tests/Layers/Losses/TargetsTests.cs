using NUnit.Framework;
using Scratch.Engine;
using Scratch.Layers;
using Scratch.Layers.Checking.ReferenceLosses;

namespace Scratch.Tests.Layers.Losses;

public class TargetsTests
{
    [Test]
    public void Smoothing_spreads_a_share_over_all_classes()
    {
        var target = Matrix.FromRows([0, 1, 0, 0], [0.5f, 0.5f, 0, 0]);
        Targets.Smooth(target, 0.2f);
        Assert.That(Agreement.Error(target, [0.05, 0.85, 0.05, 0.05, 0.45, 0.45, 0.05, 0.05]),
            Is.LessThan(Tolerances.ByHand));
    }

    [Test]
    public void A_weight_multiplies_its_class()
    {
        var target = Matrix.FromRows([0, 1], [0.5f, 0.5f]);
        Targets.Weigh(target, [3, 4]);
        Assert.That(target.Span.ToArray(), Is.EqualTo([0, 4, 1.5f, 2]));
        Assert.That(() => Targets.Weigh(target, [1, 2, 3]),
            Throws.ArgumentException.With.Message.Contains("3").And.Message.Contains("2"));
    }

    [TestCase(2)]
    [TestCase(14)]
    [TestCase(784)]
    public void The_Gaussian_divergence_agrees_with_its_reference(int width)
    {
        Matrix logits = Samples.Uniform(3, width, seed: 1, low: -2, high: 2),
            target = Samples.Uniform(3, width, seed: 2);
        Matrix losses = Samples.Poisoned(1, 3), dLogits = Samples.Poisoned(3, width);
        var loss = new GaussianDivergence();
        loss.Compute(logits, target, losses, 0.5f, dLogits);
        var reference = ReferenceLoss.Of(loss);
        double[][] rows = [.. Enumerable.Range(0, 3).Select(r => Agreement.Doubles(logits.SliceRows(r, 1)))];
        double[][] targets = [.. Enumerable.Range(0, 3).Select(r => Agreement.Doubles(target.SliceRows(r, 1)))];
        Assert.That(Agreement.Error(losses, [.. rows.Zip(targets, reference.Forward)]),
            Is.LessThan(Tolerances.FloatAgainstDouble));
        double[] gradient = [.. rows.Zip(targets, reference.Backward).SelectMany(d => d).Select(d => 0.5 * d)];
        Assert.That(Agreement.Error(dLogits, gradient), Is.LessThan(Tolerances.FloatAgainstDouble));
    }

    [Test]
    public void From_the_prior_it_is_the_divergence_of_the_reparameterisation()
    {
        Matrix heads = Samples.Uniform(4, 10, seed: 1), losses = Samples.Poisoned(1, 4),
            divergence = Samples.Poisoned(1, 4);
        new GaussianDivergence().Compute(heads, Matrix.Allocate(4, 10), losses, 1, default);
        Reparameterisation.Divergence(heads, divergence.Span);
        Assert.That(Agreement.Error(losses, divergence), Is.LessThan(Tolerances.TwoWaysInFloat));
    }

    [Test]
    public void An_odd_width_is_refused() => Assert.That(
        () => new GaussianDivergence().Compute(Matrix.Allocate(1, 3), Matrix.Allocate(1, 3), default, 1, default),
        Throws.InstanceOf<AggregateException>().With.InnerException.Message.Contains("even"));

    [Test]
    public void A_distribution_has_no_divergence_from_itself()
    {
        Matrix logits = Samples.Uniform(3, 20, seed: 1, low: -3, high: 3), losses = Samples.Poisoned(1, 3),
            dLogits = Samples.Poisoned(3, 20);
        Matrix target = new Network(20, new Softmax()).PredictOutputs(logits);
        new CategoricalDivergence().Compute(logits, target, losses, 1, dLogits);
        Assert.That(losses.Span.ToArray(), Is.All.EqualTo(0).Within(Tolerances.ByHand));
        Assert.That(dLogits.Span.ToArray(), Is.All.EqualTo(0).Within(Tolerances.ByHand));
    }
}
