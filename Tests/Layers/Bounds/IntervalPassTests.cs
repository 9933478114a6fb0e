using NUnit.Framework;
using Scratch.Engine;
using Scratch.Layers;
using Scratch.Layers.Checking.ReferenceLayers;
using Scratch.Tests.Engine;

namespace Scratch.Tests.Layers.Bounds;

/// <summary>Interval bounds forward; the way back is in <see cref="GradientCheckTests"/>.</summary>
[NonParallelizable]
public class IntervalPassTests
{
    private const int Batch = 9, Inputs = 21, Classes = 5;

    private static readonly int[] Labels = [0, 1, 2, 3, 4, 0, 1, 2, 3];

    [Test]
    public void Worst_logits_are_those_of_the_reference([Values(0f, 0.01f, 0.3f)] float radius)
    {
        Network network = Deep();
        (Matrix lower, Matrix upper) = Boxes(radius);
        Matrix worst = new IntervalPass(network, Batch).ForwardToWorstLogits(lower, upper, Labels);
        double[] expected = [.. Enumerable.Range(0, Batch).SelectMany(row => new ReferenceIntervals(network).Forward(
            Agreement.Doubles(lower.SliceRows(row, 1)), Agreement.Doubles(upper.SliceRows(row, 1)), Labels[row]))];
        Assert.That(Agreement.Error(worst, expected), Is.LessThan(Tolerances.FloatAgainstDouble));
    }

    [Test]
    public void Of_a_box_that_is_a_point_the_bounds_are_the_logits()
    {
        Network network = Deep();
        (Matrix lower, Matrix upper) = Boxes(radius: 0);
        var pass = new IntervalPass(network, Batch);
        pass.Forward(lower, upper);
        Matrix logits = network.ForwardToLogits(new Workspace(network, Batch), lower);
        Assert.That(Agreement.Error(pass.Lower(network.LogitLayers), logits), Is.LessThan(Tolerances.TwoWaysInFloat));
        Assert.That(Agreement.Error(pass.Upper(network.LogitLayers), logits), Is.LessThan(Tolerances.TwoWaysInFloat));
    }

    /// <summary>With a box of a few roundings only, what rounding does is all there is to hold.</summary>
    [Test]
    public void Rounded_outward_no_logit_and_no_margin_leaves_the_bounds()
    {
        var network = new Network(300, new Dense(300, 40), new Relu(), new Dense(40, Classes));
        Samples.FillParameters(network.Parameters, seed: 1);
        Matrix points = Samples.Uniform(Batch, 300, seed: 2);
        var pass = new IntervalPass(network, Batch, roundsOutward: true);
        pass.Forward(points, points);
        Matrix logits = network.PredictOutputs(points);
        AssertAtLeast(logits, pass.Lower(network.LogitLayers));
        AssertAtLeast(pass.Upper(network.LogitLayers), logits);
        Matrix worst = pass.ForwardToWorstLogits(points, points, Labels);
        for (int row = 0; row < Batch; row++)
        {
            for (int k = 0; k < Classes; k++)
            {
                Assert.That(worst[row, k], k == Labels[row] ? Is.Zero
                    : Is.GreaterThan((double)logits[row, k] - logits[row, Labels[row]]));
                Assert.That(worst[row, k], Is.EqualTo(logits[row, k] - logits[row, Labels[row]]).Within(5e-3),
                    "and not by much");
            }
        }
    }

    [Test]
    public void The_way_back_adds_to_the_gradients()
    {
        Network network = Deep();
        (Matrix lower, Matrix upper) = Boxes(0.1f);
        Matrix dWorst = Samples.Uniform(Batch, Classes, seed: 3);
        var pass = new IntervalPass(network, Batch + 3);
        pass.ForwardToWorstLogits(lower, upper, Labels);
        pass.Backward(dWorst);
        float[] once = network.Parameters.Gradients.ToArray();
        pass.Backward(dWorst);
        Assert.That(once, Has.Some.Not.Zero);
        Assert.That(Agreement.Error(network.Parameters.GradientBlock, [.. once.Select(g => 2.0 * g)]),
            Is.LessThan(Tolerances.TwoWaysInFloat));
    }

    [Test]
    public void The_number_of_threads_changes_no_bit_and_a_warm_pass_allocates_nothing()
    {
        using var threads = new PoolThreads(1);
        int[]? expected = null;
        foreach (int count in PoolThreads.Counts)
        {
            WorkerPool.Threads = count;
            Network network = Deep();
            (Matrix lower, Matrix upper) = Boxes(0.1f);
            Matrix dWorst = Samples.Uniform(Batch, Classes, seed: 3);
            var pass = new IntervalPass(network, Batch);
            void Step()
            {
                pass.ForwardToWorstLogits(lower, upper, Labels);
                pass.Backward(dWorst);
            }
            Step();
            expected ??= Agreement.Bits(network.Parameters.GradientBlock);
            Assert.That(Agreement.Bits(network.Parameters.GradientBlock), Is.EqualTo(expected), $"{count} threads");
            Assert.That(Allocations.OfWarm(Step), Is.Zero, $"{count} threads");
        }
    }

    [Test]
    public void A_layer_that_can_not_is_named()
    {
        Assert.That(Make(new Dense(3, 3), new Gelu(), new Dense(3, 2)),
            Throws.TypeOf<NotSupportedException>().With.Message.Contains("Layer 1, Gelu"));
        Assert.That(Make(new LayerNormalisation(3), new Dense(3, 2)),
            Throws.TypeOf<NotSupportedException>().With.Message.Contains("Layer 0, LayerNormalisation"));
        Assert.That(Make(new Dense(3, 3), new Tanh()),
            Throws.TypeOf<NotSupportedException>().With.Message.Contains("Layer 1, Tanh"));
        Assert.That(Make(new Dense(3, 3), new Sigmoid()), Throws.Nothing, "a final sigmoid comes after the logits");
        var pass = new IntervalPass(Deep(), Batch);
        (Matrix lower, Matrix upper) = Boxes(0.1f);
        Assert.That(() => pass.ForwardToWorstLogits(lower, upper, new int[8]),
            Throws.ArgumentException.With.Message.Contains("8").And.Message.Contains("9"));
        Assert.That(() => new IntervalPass(Deep(), 2).Forward(lower, upper),
            Throws.ArgumentException.With.Message.Contains("2 rows"));

        static Action Make(params Layer[] layers) => () => _ = new IntervalPass(new Network(3, layers), 2);
    }

    private static void AssertAtLeast(Matrix larger, Matrix smaller) =>
        Assert.That(Agreement.Doubles(larger).Zip(Agreement.Doubles(smaller), (l, s) => l - s), Is.All.Positive);

    private static Network Deep()
    {
        var network = new Network(
            Inputs, new Dense(Inputs, 18), new LeakyRelu(), new Dense(18, 17), new Tanh(), new Dense(17, Classes),
            new Softmax());
        Samples.FillParameters(network.Parameters, seed: 1);
        return network;
    }

    private static (Matrix Lower, Matrix Upper) Boxes(float radius)
    {
        Matrix lower = Samples.Uniform(Batch, Inputs, seed: 2), upper = Matrix.Allocate(Batch, Inputs);
        for (int i = 0; i < lower.Length; i++)
        {
            upper.Span[i] = lower.Span[i] + radius;
        }
        return (lower, upper);
    }
}
