using NUnit.Framework;
using Scratch.Engine;
using Scratch.Layers;
using Scratch.Layers.Checking.ReferenceLayers;
using Scratch.Tests.Engine;

namespace Scratch.Tests.Layers.Bounds;

/// <summary>CROWN bounds forward; the way back is in <see cref="GradientCheckTests"/>.</summary>
[NonParallelizable]
public class CrownPassTests
{
    private const int Batch = 9, Inputs = 21, Classes = 5;

    private static readonly int[] Labels = [0, 1, 2, 3, 4, 0, 1, 2, 3];

    [Test]
    public void Worst_logits_are_those_of_the_reference([Values(0f, 0.01f, 0.3f)] float radius)
    {
        Network network = Deep();
        (Matrix lower, Matrix upper) = Boxes(radius);
        Matrix worst = Worst(network, lower, upper);
        double[] expected = [.. Enumerable.Range(0, Batch).SelectMany(row => new ReferenceCrown(network).Forward(
            Agreement.Doubles(lower.SliceRows(row, 1)), Agreement.Doubles(upper.SliceRows(row, 1)), Labels[row]))];
        Assert.That(Agreement.Error(worst, expected), Is.LessThan(Tolerances.FloatAgainstDouble));
    }

    [Test]
    public void With_one_hidden_layer_worst_logits_are_those_worked_by_hand()
    {
        // x in [0.4, 0.6]²: a1 = x1 − x2 + 0.1 and a2 = x1 + x2 − 0.9 are in [−0.1, 0.3], a3 = x1 + x2 is above 0. By
        // lines, h ≤ 0.75 a + 0.075, so z1 − z2 = −h1 − h2 + h3 ≥ −0.75 a1 − 0.75 a2 − 0.15 + a3 = −0.5 x1 + x2 + 0.45
        // ≥ −0.3 + 0.4 + 0.45 = 0.55.
        var network = new Network(2, new Dense(2, 3), new Relu(), new Dense(3, 2));
        Matrix.FromRows([1, 1, 1], [-1, 1, 1]).CopyTo(network.ParametersOf(0).Span[0]);
        Matrix.FromRows([0.1f, -0.9f, 0]).CopyTo(network.ParametersOf(0).Span[1]);
        Matrix.FromRows([1, 2], [-1, 0], [1, 0]).CopyTo(network.ParametersOf(2).Span[0]);
        var intervals = new IntervalPass(network, 1);
        intervals.Forward(Matrix.FromRows([0.4f, 0.4f]), Matrix.FromRows([0.6f, 0.6f]));
        Matrix worst = new CrownPass(network, intervals).ForwardToWorstLogits(Matrix.Allocate(1, 2), [0]);
        Assert.That(worst[0, 0], Is.Zero);
        Assert.That(worst[0, 1], Is.EqualTo(-0.55f).Within(Tolerances.ByHand));
    }

    [Test]
    public void No_point_of_the_box_goes_beyond()
    {
        Network network = Deep();
        (Matrix lower, Matrix upper) = Boxes(0.2f);
        Matrix worst = Worst(network, lower, upper);
        for (int attempt = 0; attempt < 2000; attempt++)
        {
            Matrix points = Samples.Uniform(Batch, Inputs, seed: 5);
            new RandomStream(6).Fork(attempt).FillUniform(points.Span, 0, 1);
            for (int i = 0; i < points.Length; i++)
            {
                // half of the points are corners
                float share = attempt % 2 == 0 ? points.Span[i] : MathF.Round(points.Span[i]);
                points.Span[i] = lower.Span[i] + (share * (upper.Span[i] - lower.Span[i]));
            }
            Matrix logits = network.ForwardToLogits(new Workspace(network, Batch), points);
            for (int row = 0; row < Batch; row++)
            {
                for (int k = 0; k < Classes; k++)
                {
                    Assert.That(logits[row, k] - logits[row, Labels[row]], Is.LessThanOrEqualTo(worst[row, k] + 1e-5f));
                }
            }
        }
    }

    [Test]
    public void The_way_back_adds_to_the_gradients_and_can_be_gone_twice()
    {
        Network network = Deep();
        (Matrix lower, Matrix upper) = Boxes(0.1f);
        Matrix dWorst = Samples.Uniform(Batch, Classes, seed: 3);
        var intervals = new IntervalPass(network, Batch + 3);
        var pass = new CrownPass(network, intervals);
        intervals.Forward(lower, upper);
        pass.ForwardToWorstLogits(Matrix.Allocate(Batch, Classes), Labels);
        pass.Backward(dWorst);
        float[] once = network.Parameters.Gradients.ToArray();
        pass.Backward(dWorst);
        Assert.That(once, Has.Some.Not.Zero);
        Assert.That(Agreement.Error(network.Parameters.GradientBlock, [.. once.Select(g => 2.0 * g)]),
            Is.LessThan(Tolerances.TwoWaysInFloat));
    }

    [Test]
    public void Rivals_are_the_wrong_classes_with_the_largest_logits_and_the_others_count_for_nothing()
    {
        Network network = Deep(), same = Deep();
        (Matrix lower, Matrix upper) = Boxes(0.1f);
        Matrix logits = Samples.Uniform(Batch, Classes, seed: 7), all = Worst(network, lower, upper),
            dWorst = Samples.Uniform(Batch, Classes, seed: 3);
        var intervals = new IntervalPass(network, Batch);
        intervals.Forward(lower, upper);
        var pass = new CrownPass(network, intervals, rivals: 2);
        Matrix worst = pass.ForwardToWorstLogits(logits, Labels);
        pass.Backward(dWorst);
        for (int row = 0; row < Batch; row++)
        {
            int[] rivals = [.. Enumerable.Range(0, Classes).Where(k => k != Labels[row])
                .OrderByDescending(k => logits[row, k]).Take(2)];
            for (int k = 0; k < Classes; k++)
            {
                bool counts = rivals.Contains(k);
                Assert.That(worst[row, k],
                    Is.EqualTo(counts ? all[row, k] : k == Labels[row] ? 0 : CrownPass.OutOfReach));
                dWorst[row, k] = counts ? dWorst[row, k] : 0;
            }
        }
        var whole = new IntervalPass(same, Batch);
        whole.Forward(lower, upper);
        var ofAll = new CrownPass(same, whole);
        ofAll.ForwardToWorstLogits(logits, Labels);
        ofAll.Backward(dWorst);
        Assert.That(Agreement.Error(network.Parameters.GradientBlock, Agreement.Doubles(same.Parameters.GradientBlock)),
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
            Matrix dWorst = Samples.Uniform(Batch, Classes, seed: 3), logits = Samples.Uniform(Batch, Classes, seed: 7);
            var intervals = new IntervalPass(network, Batch);
            var pass = new CrownPass(network, intervals);
            void Step()
            {
                intervals.Forward(lower, upper);
                pass.ForwardToWorstLogits(logits, Labels);
                pass.Backward(dWorst);
            }
            Step();
            expected ??= Agreement.Bits(network.Parameters.GradientBlock);
            Assert.That(Agreement.Bits(network.Parameters.GradientBlock), Is.EqualTo(expected), $"{count} threads");
            Assert.That(Allocations.OfWarm(Step), Is.Zero, $"{count} threads");
        }
    }

    [Test]
    public void What_can_not_be_bounded_is_named()
    {
        Assert.That(Make(new Dense(3, 3), new Tanh(), new Dense(3, 2)),
            Throws.TypeOf<NotSupportedException>().With.Message.Contains("Layer 1, Tanh"));
        Assert.That(Make(new Dense(3, 3), new Dense(3, 2)),
            Throws.TypeOf<NotSupportedException>().With.Message.Contains("Layer 1, Dense"));
        Network network = Deep();
        (Matrix lower, Matrix upper) = Boxes(0.1f);
        var intervals = new IntervalPass(network, Batch);
        intervals.Forward(lower, upper);
        Assert.That(() => new CrownPass(network, intervals)
            .ForwardToWorstLogits(Matrix.Allocate(Batch, Classes), new int[8]),
            Throws.ArgumentException.With.Message.Contains("8").And.Message.Contains("9"));

        static Action Make(params Layer[] layers) => () =>
        {
            var network = new Network(3, layers);
            _ = new CrownPass(network, new IntervalPass(network, 2));
        };
    }

    private static Matrix Worst(Network network, Matrix lower, Matrix upper)
    {
        var intervals = new IntervalPass(network, Batch);
        intervals.Forward(lower, upper);
        return new CrownPass(network, intervals).ForwardToWorstLogits(Matrix.Allocate(Batch, Classes), Labels);
    }

    private static Network Deep()
    {
        var network = new Network(
            Inputs, new Dense(Inputs, 18), new LeakyRelu(0.1f), new Dense(18, 17), new Relu(), new Dense(17, Classes),
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
