using NUnit.Framework;
using Scratch.Adversarial.Attacks;
using Scratch.Adversarial.Certificates;
using Scratch.Adversarial.Data;
using Scratch.Engine;
using Scratch.Layers;
using Scratch.Tests.Engine;
using Scratch.Tests.Layers;

namespace Scratch.Tests.Adversarial.Certificates;

/// <summary>What a certificate says is so: for every point of the ball that anyone tries.</summary>
[NonParallelizable]
public class MarginBoundsTests
{
    private const float SlackOfCrown = 5e-4f; // 1e-4 of sums near 2, in each of two layers
    private const float SlackOfIntervals = 5e-5f; // 30 · 2⁻²⁴ of sums near 2, in each of two layers

    private static readonly Dataset Data = Toys.Images(100);
    private static readonly Network Deep = MakeDeep();
    private static readonly Network Trained = Toys.TrainedClassifier(Data);

    /// <summary>
    /// At (0.5, 0.5) with ε = 0.1 the inputs are in [0.4, 0.6]. The hidden units before relu, in columns, are
    ///     a1 = x1 − x2 + 0.1 in [−0.1, 0.3], a2 = x1 + x2 − 0.9 in [−0.1, 0.3], a3 = x1 + x2 in [0.8, 1.2], a4 = 0.5 − x1 − x2 in [−0.7, −0.3],
    /// so h3 = a3, h4 = 0, and h1 and h2 are in [0, 0.3] or, by lines, a ≤ h ≤ 0.75 a + 0.075 (0.75 = 0.3 / 0.4; 0.3 >
    /// 0.1, so the slope below is 1). The logits are z1 = h1 − h2 + h3 and z2 = 2 h1 + h4.
    /// </summary>
    private static Network WorkedByHand()
    {
        var network = new Network(2, new Dense(2, 4), new Relu(), new Dense(4, 2));
        Matrix.FromRows([1, 1, 1, -1], [-1, 1, 1, -1]).CopyTo(network.ParametersOf(0).Span[0]);
        Matrix.FromRows([0.1f, -0.9f, 0, 0.5f]).CopyTo(network.ParametersOf(0).Span[1]);
        Matrix.FromRows([1, 2], [-1, 0], [1, 0], [0, 1]).CopyTo(network.ParametersOf(2).Span[0]);
        return network;
    }

    [Test]
    public void Intervals_are_those_worked_by_hand()
    {
        // z1 in [0 − 0.3 + 0.8, 0.3 − 0 + 1.2], z2 in [0, 0.6]; z1 − z2 = −h1 − h2 + h3 − h4 ≥ −0.3 − 0.3 + 0.8 = 0.2,
        // where 0.5 − 0.6 = −0.1
        var bounds = new IntervalBounds(WorkedByHand(), new Ball(Norm.LInfinity, 0.1f, Box.Unit), 1);
        (float[] lower, float[] upper, float margin) = BoundsOf(bounds);
        Assert.That(lower, Is.EqualTo(new[] { 0.5f, 0 }).Within(SlackOfIntervals));
        Assert.That(upper, Is.EqualTo(new[] { 1.5f, 0.6f }).Within(SlackOfIntervals));
        Assert.That(margin, Is.EqualTo(0.2f).Within(SlackOfIntervals).And.LessThan(0.2f), "rounded outward");
    }

    [Test]
    public void Crown_is_that_worked_by_hand()
    {
        // z1 ≥ a1 − (0.75 a2 + 0.075) + a3 = 1.25 x1 − 0.75 x2 + 0.7 ≥ 0.5 − 0.45 + 0.7 = 0.75
        // z1 ≤ (0.75 a1 + 0.075) − a2 + a3 = 0.75 x1 − 0.75 x2 + 1.05 ≤ 0.45 − 0.3 + 1.05 = 1.2
        // z2 ≥ 2 a1 = 2 x1 − 2 x2 + 0.2 ≥ −0.2, of which intervals know better: 0; z2 ≤ 1.5 a1 + 0.15 = 1.5 x1 − 1.5 x2
        // + 0.3 ≤ 0.6 z1 − z2 ≥ −(0.75 a1 + 0.075) − (0.75 a2 + 0.075) + a3 = −0.5 x1 + x2 + 0.45 ≥ −0.3 + 0.4 + 0.45 =
        // 0.55
        var bounds = new CrownBounds(WorkedByHand(), new Ball(Norm.LInfinity, 0.1f, Box.Unit), 1);
        (float[] lower, float[] upper, float margin) = BoundsOf(bounds);
        Assert.That(lower, Is.EqualTo(new[] { 0.75f, 0 }).Within(SlackOfCrown));
        Assert.That(upper, Is.EqualTo(new[] { 1.2f, 0.6f }).Within(SlackOfCrown));
        Assert.That(margin, Is.EqualTo(0.55f).Within(SlackOfCrown).And.LessThan(0.55f), "less the slack");
    }

    [Test]
    public void Crown_in_the_Euclidean_ball_is_that_worked_by_hand()
    {
        // The dual norm: a1 and a2 are 0.1 ± 0.1 √2. With u = 0.1 + 0.1 √2 the chord is c a + u (1 − c), c = u / (0.2
        // √2); then z1 − z2 ≥ −c a1 − c a2 − 2 u (1 − c) + a3 = (1 − 2c) x1 + x2 + 0.8 c − 2 u (1 − c), at least its
        // value at (0.5, 0.5) less 0.1 ‖(1 − 2c, 1)‖.
        double u = 0.1 + (0.1 * Math.Sqrt(2)), c = u / (0.2 * Math.Sqrt(2));
        double expected = 1 - c
            + (0.8 * c) - (2 * u * (1 - c)) - (0.1 * Math.Sqrt(((1 - (2 * c)) * (1 - (2 * c))) + 1));
        var bounds = new CrownBounds(WorkedByHand(), new Ball(Norm.L2, 0.1f, Box.Unit), 1);
        Assert.That(BoundsOf(bounds).Margin, Is.EqualTo((float)expected).Within(SlackOfCrown).And.LessThan(expected));
    }

    /// <summary>
    /// A million points around a hundred images: half of them inside, half at corners of the box or on the sphere.
    /// </summary>
    [Test]
    public void No_point_of_the_ball_breaks_a_bound(
        [Values("intervals", "crown")] string name, [Values("linf", "l2")] string norm)
    {
        const int Points = 5_000;
        const float Epsilon = 0.1f;
        MarginBounds bounds = Make(name, Deep, new Ball(Norm.Parse(norm), Epsilon, Box.Unit));
        (Matrix lower, Matrix upper, Matrix margins) = All(bounds, Data);
        Matrix points = Matrix.Allocate(Points, Deep.Inputs), logits = Matrix.Allocate(Points, Toys.Classes);
        int broken = 0;
        for (int row = 0; row < Data.Count; row++)
        {
            int label = Data.Labels.Span[row];
            Sample(Norm.Parse(norm), Data.Inputs.Row(row), Epsilon, new RandomStream(3).Fork(row), points);
            Deep.PredictOutputs(points).CopyTo(logits);
            for (int k = 0; k < Toys.Classes; k++)
            {
                for (int p = 0; p < Points; p++)
                {
                    float z = logits[p, k];
                    broken += z >= lower[row, k] && z <= upper[row, k] && logits[p, label] - z >= margins[row, k] ? 0
                        : 1;
                }
            }
        }
        Assert.That(broken, Is.Zero);
    }

    [Test]
    public void Crown_is_never_looser_than_intervals_and_mostly_tighter([Values("linf", "l2")] string norm)
    {
        var ball = new Ball(Norm.Parse(norm), 0.05f, Box.Unit);
        (Matrix lower, Matrix upper, Matrix margins) = All(Make("intervals", Deep, ball), Data);
        (Matrix crownLower, Matrix crownUpper, Matrix crownMargins) = All(Make("crown", Deep, ball), Data);
        Assert.That(Differences(crownLower, lower), Is.All.GreaterThanOrEqualTo(0));
        Assert.That(Differences(upper, crownUpper), Is.All.GreaterThanOrEqualTo(0));
        Assert.That(Differences(crownMargins, margins), Is.All.GreaterThanOrEqualTo(0));
        Assert.That(Differences(crownMargins, margins).Count(d => d > 0.01), Is.GreaterThan(Data.Count));
    }

    /// <summary>From balls where nothing breaks to balls where nothing is certified.</summary>
    [Test]
    public void What_an_attack_breaks_is_not_certified(
        [Values("intervals", "crown")] string name, [Values("linf", "l2")] string norm)
    {
        (int allCertified, int allBroken) = (0, 0);
        foreach (float epsilon in norm == "linf" ? new[] { 0.01f, 0.05f, 0.1f, 0.2f, 0.3f, 0.4f }
            : [0.05f, 0.2f, 0.5f, 1, 2, 3])
        {
            bool[] certified = Certifier.Certify(
                Trained, Make(name, Trained, new Ball(Norm.Parse(norm), epsilon, Box.Unit)), Data);
            var attack = new ProjectedGradient(
                new ClassifierModel(Trained, Data.Count),
                    new() { Norm = norm, Epsilon = epsilon, StepSize = epsilon / 8, Steps = 40 }, keepsBest: true);
            Matrix moved = Matrix.Allocate(Data.Count, Data.Inputs.Columns);
            attack.Perturb(new AttackBatch(
                Data.Inputs, Data.Labels, Enumerable.Range(0, Data.Count).ToArray(), new RandomStream(1)), moved);
            Matrix logits = Trained.PredictOutputs(moved);
            bool[] broken = [.. Enumerable.Range(0, Data.Count)
                .Select(row => RowOperations.ArgMax(logits.Row(row)) != Data.Labels.Span[row])];
            Assert.That(certified.Zip(broken, (c, b) => c && b), Has.None.True, $"{epsilon}");
            (allCertified, allBroken) = (allCertified + certified.Count(c => c), allBroken + broken.Count(b => b));
        }
        Assert.That(allCertified, Is.GreaterThan(20));
        Assert.That(allBroken, Is.GreaterThan(20));
    }

    [Test]
    public void An_example_seen_wrongly_is_not_certified_and_a_ball_of_nothing_certifies_the_others()
    {
        Dataset wrong = Data.WithLabels(
            [.. Data.Labels.ToArray().Select((label, i) => i == 7 ? (label + 1) % 3 : label)]);
        foreach (string name in new[] { "intervals", "crown" })
        {
            bool[] certified = Certifier.Certify(
                Trained, Make(name, Trained, new Ball(Norm.LInfinity, 0, Box.Unit), capacity: 32), wrong);
            Assert.That(Enumerable.Range(0, certified.Length).Where(i => !certified[i]), Is.EqualTo(new[] { 7 }), name);
        }
    }

    [Test]
    public void Bounds_do_not_depend_on_the_batch_nor_on_the_threads(
        [Values("intervals", "crown")] string name, [Values("linf", "l2")] string norm)
    {
        using var threads = new PoolThreads(1);
        MarginBounds bounds = Make(name, Deep, new Ball(Norm.Parse(norm), 0.1f, Box.Unit));
        int[] expected = Agreement.Bits(All(bounds, Data).Margins);
        Matrix alone = Matrix.Allocate(1, Toys.Classes);
        bounds.BoundMargins(Data.Inputs.SliceRows(41, 1), Data.Labels.Slice(41, 1), alone);
        Assert.That(Agreement.Bits(alone), Is.EqualTo(expected.AsSpan(41 * Toys.Classes, Toys.Classes).ToArray()));
        foreach (int count in PoolThreads.Counts)
        {
            WorkerPool.Threads = count;
            Assert.That(Agreement.Bits(All(bounds, Data).Margins), Is.EqualTo(expected), $"{count} threads");
        }
        Matrix margins = Matrix.Allocate(Data.Count, Toys.Classes);
        Assert.That(Allocations.OfWarm(() => bounds.BoundMargins(Data.Inputs, Data.Labels, margins)), Is.Zero);
    }

    [Test]
    public void What_can_not_be_bounded_is_named()
    {
        var ball = new Ball(Norm.LInfinity, 0.1f, Box.Unit);
        var smooth = new Network(3, new Dense(3, 3), new Tanh(), new Dense(3, 2));
        Assert.That(() => new IntervalBounds(smooth, ball, 1), Throws.Nothing);
        Assert.That(() => new CrownBounds(smooth, ball, 1),
            Throws.TypeOf<NotSupportedException>().With.Message.Contains("Dense and Tanh"));
        var doubled = new Network(3, new Dense(3, 3), new Dense(3, 2));
        Assert.That(() => new CrownBounds(doubled, ball, 1),
            Throws.TypeOf<NotSupportedException>().With.Message.Contains("Dense and Dense"));
        Assert.That(() => new CrownBounds(Deep, ball with { Epsilon = -0.1f }, 1),
            Throws.ArgumentException.With.Message.Contains("epsilon is -0.1"));
        Assert.That(() => new IntervalBounds(Deep, ball with { Epsilon = float.NaN }, 1),
            Throws.ArgumentException.With.Message.Contains("NaN"));
    }

    private static MarginBounds Make(string name, Network network, Ball ball, int capacity = 100) =>
        name == "crown" ? new CrownBounds(network, ball, capacity) : new IntervalBounds(network, ball, capacity);

    private static (float[] Lower, float[] Upper, float Margin) BoundsOf(MarginBounds bounds)
    {
        var input = Matrix.FromRows([0.5f, 0.5f]);
        Matrix lower = Samples.Poisoned(1, 2), upper = Samples.Poisoned(1, 2), margins = Samples.Poisoned(1, 2);
        bounds.BoundLogits(input, lower, upper);
        bounds.BoundMargins(input, new[] { 0 }, margins);
        Assert.That(margins[0, 0], Is.Zero);
        return (lower.Span.ToArray(), upper.Span.ToArray(), margins[0, 1]);
    }

    private static (Matrix Lower, Matrix Upper, Matrix Margins) All(MarginBounds bounds, Dataset data)
    {
        Matrix lower = Samples.Poisoned(data.Count, 3), upper = Samples.Poisoned(data.Count, 3),
            margins = Samples.Poisoned(data.Count, 3);
        bounds.BoundLogits(data.Inputs, lower, upper);
        bounds.BoundMargins(data.Inputs, data.Labels, margins);
        return (lower, upper, margins);
    }

    private static void Sample(Norm norm, ReadOnlySpan<float> centre, float epsilon, RandomStream random, Matrix points)
    {
        for (int p = 0; p < points.Rows; p++)
        {
            Span<float> point = points.Row(p);
            norm.Start(point, centre, epsilon, random.Fork(p));
            if (p % 2 == 0)
            {
                float[] direction = new float[point.Length];
                random.Fork(p).FillNormal(direction);
                norm.Ascend(point, direction, 2.5f * epsilon);
                norm.Project(point, centre, epsilon);
            }
            System.Numerics.Tensors.TensorPrimitives.Clamp(point, 0f, 1f, point);
        }
    }

    private static IEnumerable<double> Differences(Matrix larger, Matrix smaller) =>
        Agreement.Doubles(larger).Zip(Agreement.Doubles(smaller), (l, s) => l - s);

    private static Network MakeDeep()
    {
        var network = new Network(
            30, new Dense(30, 19), new Relu(), new Dense(19, 18), new LeakyRelu(0.1f), new Dense(18, 17), new Relu(),
            new Dense(17, 3));
        Samples.FillParameters(network.Parameters, seed: 4);
        return network;
    }
}
