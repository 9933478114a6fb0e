using NUnit.Framework;
using Scratch.Adversarial.Classification.Robust;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Domains.Images;
using Scratch.Engine;
using Scratch.Layers;

namespace Scratch.Tests.Adversarial.Classification.Robust;

public class ThresholdStartTests
{
    [Test]
    public void Each_unit_is_a_threshold_of_one_pixel_and_the_pixels_that_vary_most_come_first()
    {
        // Variances of the three pixels: 0, 1/4, 1/16; t = ½, so the first unit is relu(2 x₁ − 1), the second relu(2 x₂
        // − 1).
        var data = new Dataset(
            "toy", Matrix.FromRows([0.5f, 0, 0.25f], [0.5f, 1, 0.75f]), [0, 1], 2, new ImageDomain(1, 3));
        var network = new Network(3, new Dense(3, 2, Initialisers.HeNormal), new Relu(), new Dense(2, 2));
        network.Initialise(new RandomStream(1));
        ThresholdStart.Apply(network, data, [0.5f]);
        Assert.That(Of(network, 0.9f, 0.49f, 0.4f), Is.EqualTo(new[] { 0f, 0 }),
            "below the threshold nothing comes through");
        Assert.That(Of(network, 0, 0.75f, 1), Is.EqualTo(new[] { 0.5f, 1 }));
    }

    [Test]
    public void A_pair_of_thresholds_lets_dark_and_bright_pixels_move()
    {
        Network network = Toys.Classifier(30, hidden: 60);
        Dataset data = Toys.Images(20);
        ThresholdStart.Apply(network, data, [0.4f, 0.6f]);
        float[] Logits(float dark, float bright) =>
            [.. network.PredictOutputs(Matrix.FromRows([.. Enumerable.Range(0, 30).Select(i => i % 3 == 0 ? bright : dark)]))
            .Row(0)];
        Assert.That(Logits(0.39f, 0.61f), Is.EqualTo(Logits(0, 1)).Within(1e-5f));
        Assert.That(Logits(0.5f, 1), Is.Not.EqualTo(Logits(0, 1)).Within(1e-2f));
    }

    [TestCase(1f)]
    [TestCase(-0.1f)]
    [TestCase(0.6f, 0.4f)]
    [TestCase(0.1f, 0.2f, 0.3f)]
    [TestCase(float.NaN)]
    public void What_is_no_threshold_is_refused(params float[] thresholds) =>
        Assert.That(() => ThresholdStart.Apply(Toys.Classifier(30), Toys.Images(20), thresholds),
            Throws.ArgumentException.With.Message.Contains("one or two numbers in [0, 1)"));

    [Test]
    public void Units_without_a_pixel_stay_as_they_are()
    {
        Network network = Toys.Classifier(30, hidden: 33), same = Toys.Classifier(30, hidden: 33);
        ThresholdStart.Apply(network, Toys.Images(20), [0.2f]);
        Matrix weights = network.ParametersOf(0).Span[0], before = same.ParametersOf(0).Span[0];
        Assert.That(Agreement.Doubles(weights.SliceColumns(30, 3)),
            Is.EqualTo(Agreement.Doubles(before.SliceColumns(30, 3))));
        Assert.That(Enumerable.Range(0, 30)
            .Select(unit => Agreement.Doubles(weights.SliceColumns(unit, 1)).Count(w => w != 0)), Is.All.EqualTo(1));
    }

    [Test]
    public void Another_first_layer_is_refused() => Assert.That(
        () => ThresholdStart.Apply(
            new Network(30, new Dense(30, 4), new Tanh(), new Dense(4, 3)), Toys.Images(20), [0.2f]),
        Throws.ArgumentException.With.Message.Contains("Dense, Tanh"));

    private static float[] Of(Network network, params float[] pixels)
    {
        var workspace = new Workspace(network, 1);
        network.ForwardToLogits(workspace, Matrix.FromRows(pixels));
        return [.. network.OutputOf(workspace, 2).Row(0)];
    }
}
