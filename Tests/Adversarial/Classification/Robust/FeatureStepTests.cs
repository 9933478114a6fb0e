using NUnit.Framework;
using Scratch.Adversarial.Classification.Robust;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Training;
using Scratch.Engine;
using Scratch.Layers;
using Scratch.Layers.Checking.ReferenceLayers;
using Scratch.Optimizers;
using Scratch.Tests.Layers;

namespace Scratch.Tests.Adversarial.Classification.Robust;

public class FeatureStepTests
{
    private const float Epsilon = 0.3f;
    private static readonly Dataset Data = Toys.Images(60);
    private static readonly int[] Rows = [31, 4, 0, 17, 22];

    [TestCase(1)]
    [TestCase(2)]
    public void The_gradient_is_that_of_both_losses_with_the_move_of_the_features_held(int layer)
    {
        Network classifier = TwoHidden();
        ReferenceNetwork whole = Numeric.ToLogits(classifier), start = Numeric.ToLogits(classifier);
        double[][] moves = [.. Rows.Select(row => Move(start, 2 * layer, row))];

        var recording = new RecordingOptimizer(classifier.Parameters);
        float[] metrics = Toys.RunOnce(Step(classifier, recording, layer), Rows, new RandomStream(5));

        double Loss() => Enumerable.Range(0, Rows.Length).Average(i =>
        {
            double[] input = Numeric.Row(Data.Inputs, Rows[i]);
            double[] features = whole.Forward(input)[2 * layer];
            return Entropy(whole.Output(input), Rows[i])
                + Entropy(From(whole, 2 * layer, [.. features.Zip(moves[i], (h, r) => h + r)]), Rows[i]);
        });
        Assert.That(metrics[0], Is.EqualTo(Loss()).Within(1e-5));
        Numeric.RequireGradients(recording.Gradients, whole, Loss);
    }

    [Test]
    public void A_move_of_none_is_twice_the_plain_loss()
    {
        Network classifier = TwoHidden(), same = TwoHidden();
        RecordingOptimizer none = new(classifier.Parameters), plain = new(same.Parameters);
        Toys.RunOnce(Step(classifier, none, 1, epsilon: 0), Rows, new RandomStream(5));
        Toys.RunOnce(new SupervisedStep(Toys.Learner("classifier", same, plain, 1), Toys.Batches(same, Data, 8)), Rows,
            new RandomStream(5));
        foreach ((Matrix doubled, Matrix single) in none.Gradients.Zip(plain.Gradients))
        {
            Assert.That(Agreement.Error(doubled, [.. Agreement.Doubles(single).Select(g => 2 * g)]),
                Is.LessThan(Tolerances.FloatGradient));
        }
    }

    [Test]
    public void A_layer_that_is_not_there_is_refused() =>
        Assert.That(() => Step(TwoHidden(), new Sgd(TwoHidden().Parameters), 3),
            Throws.ArgumentException.With.Message.Contains("2 hidden layers"));

    /// <summary>r = ε ‖h‖ g / ‖g‖, in double precision, from central differences.</summary>
    private static double[] Move(ReferenceNetwork network, int layers, int row)
    {
        double[] h = network.Forward(Numeric.Row(Data.Inputs, row))[layers];
        double length = Math.Sqrt(h.Sum(x => x * x));
        double[] g = Numeric.Gradient(() => Entropy(From(network, layers, h), row), h);
        double slope = Math.Sqrt(g.Sum(x => x * x));
        return [.. g.Select(x => Epsilon * length * x / slope)];
    }

    /// <summary>The layers from one on: dense ones with a relu between them.</summary>
    private static double[] From(ReferenceNetwork network, int layers, double[] x)
    {
        for (int i = layers; i < network.Parameters.Length; i++)
        {
            x = network.Parameters[i] is [double[] weights, double[] bias] ? Dense(weights, bias, x)
                : [.. x.Select(value => Math.Max(0, value))];
        }
        return x;
    }

    private static double[] Dense(double[] weights, double[] bias, double[] x) =>
        [.. bias.Select((b, j) => b + x.Select((value, i) => value * weights[(i * bias.Length) + j]).Sum())];

    private static double Entropy(double[] logits, int row) =>
        Math.Log(logits.Sum(Math.Exp)) - logits[Data.Labels.Span[row]];

    private static Network TwoHidden()
    {
        var network = new Network(30, new Dense(30, 9), new Relu(), new Dense(9, 7), new Relu(), new Dense(7, 3));
        Samples.FillParameters(network.Parameters, 3);
        return network;
    }

    private static FeatureStep Step(Network classifier, Optimizer optimizer, int layer, float epsilon = Epsilon) => new(
        Toys.Learner("classifier", classifier, optimizer, 1e-3f), Toys.Batches(classifier, Data, 8),
        new() { Trainer = RobustTrainer.FeatureFgm, FeatureLayer = layer, Attack = new() { Epsilon = epsilon } });
}
