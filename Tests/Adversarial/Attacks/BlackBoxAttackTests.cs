using NUnit.Framework;
using Scratch.Adversarial.Attacks;
using Scratch.Adversarial.Attacks.Catalog;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Domains.Images;
using Scratch.Engine;
using Scratch.Layers;
using Scratch.Tests.Engine;
using Scratch.Tests.Layers;

namespace Scratch.Tests.Adversarial.Attacks;

/// <summary>
/// What holds for attacks that ask for logits or decisions alone, beside what <see cref="AttackCatalogTests"/> asks of
/// all.
/// </summary>
[NonParallelizable]
public class BlackBoxAttackTests
{
    private const int Height = 6, Width = 5, Inputs = Height * Width;

    private static readonly Network Linear = MakeLinear();
    private static readonly Dataset Points = MakePoints();

    private static IEnumerable<string> Names => ["square", "spsa", "hopskipjump", "noise", "gaussian-noise"];

    /// <summary>
    /// On a linear model the nearest point of another class is |lead| / ‖w‖ away, in the dual norm of w = w₁ − w₀.
    /// </summary>
    [TestCase("square", "linf", 1.05f)]
    [TestCase("square", "l2", 2f)]
    [TestCase("spsa", "linf", 1.05f)]
    [TestCase("spsa", "l2", 1.1f)]
    public void A_little_beyond_the_analytic_distance_all_are_fooled_and_within_it_none(
        string name, string norm, float beyond)
    {
        for (int row = 0; row < Points.Count; row++)
        {
            float distance = DistanceOf(row, norm);
            Assert.That(IsFooled(row, Run(name, norm, beyond * distance, 5000, [row])), Is.True,
                $"example {row}, beyond");
            Assert.That(IsFooled(row, Run(name, norm, 0.99f * distance, 200, [row])), Is.False,
                $"example {row}, within");
        }
    }

    [TestCase("l2", 1.05f)]
    [TestCase("linf", 1.3f)]
    public void A_walk_along_the_boundary_comes_near_the_analytic_distance(string norm, float times)
    {
        Matrix moved = Run("hopskipjump", norm, 0, 5000, All);
        double[] ratios = [.. All.Select(
            row => (double)Norm.Parse(norm).Distance(moved.Row(row), Points.Inputs.Row(row)) / DistanceOf(row, norm))];
        Assert.That(ratios, Is.All.InRange(0.999, times));
        Assert.That(All.Count(row => IsFooled(row, moved.SliceRows(row, 1))), Is.EqualTo(Points.Count));
    }

    [Test]
    public void A_budget_of_queries_is_kept_to_the_last_one(
        [ValueSource(nameof(Names))] string name, [Values("linf", "l2")] string norm,
        [Values(1, 2, 3, 130, 501)] int queries)
    {
        var model = new CountingTarget(Linear, Points.Count);
        // too small a ball to be done early
        Attack attack = Create(name, model, norm, 0.01f * DistanceOf(0, norm), queries);
        attack.Perturb(Batch([0]), Matrix.Allocate(1, Inputs));
        // a pair and the point it leads to, or none
        Assert.That(model.Rows, name == "spsa" ? Is.InRange(queries - 2, queries) : Is.EqualTo(queries));
    }

    [Test]
    public void A_larger_budget_is_never_worse(
        [ValueSource(nameof(Names))] string name, [Values("linf", "l2")] string norm)
    {
        float[]? before = null;
        foreach (int queries in new[] { 2, 40, 400, 1500 })
        {
            Matrix moved = Run(name, norm, 0.7f * DistanceOf(3, norm), queries, All);
            float[] worth = [.. All.Select(row =>
                name == "hopskipjump" ? Nearness(row, norm, moved) : MathF.Min(0, Lead(row, moved.SliceRows(row, 1))))];
            before ??= worth;
            // rounding of the patched sums
            Assert.That(worth.Zip(before, (now, then) => now - then), Is.All.GreaterThanOrEqualTo(-1e-5f),
                $"{queries} queries");
            before = worth;
        }
    }

    [Test]
    public void A_wanted_class_is_what_the_model_sees([Values("square", "spsa", "hopskipjump")] string name)
    {
        Dataset data = Toys.Images(30, Height, Width);
        Network classifier = Toys.TrainedClassifier(data);
        int[] wanted = [.. data.Labels.ToArray().Select(label => (label + 2) % Toys.Classes)];
        var model = new ClassifierModel(classifier, data.Count);
        Attack attack = Create(name, model, "linf", 0.45f, 2000);
        Matrix moved = Matrix.Allocate(data.Count, Inputs);
        attack.Perturb(new AttackBatch(
            data.Inputs, data.Labels, Enumerable.Range(0, data.Count).ToArray(), new RandomStream(3), wanted), moved);
        Matrix logits = classifier.PredictOutputs(moved);
        int reached = Enumerable.Range(0, data.Count)
            .Count(row => RowOperations.ArgMax(logits.Row(row)) == wanted[row]);
        Assert.That(reached, Is.GreaterThan(20));
    }

    [Test]
    public void The_number_of_threads_changes_no_bit(
        [ValueSource(nameof(Names))] string name, [Values("linf", "l2")] string norm)
    {
        using var threads = new PoolThreads(1);
        Dataset data = Toys.Images(50, Height, Width);
        Network classifier = Toys.TrainedClassifier(data);
        int[]? expected = null;
        foreach (int count in PoolThreads.Counts)
        {
            WorkerPool.Threads = count;
            Matrix moved = Matrix.Allocate(data.Count, Inputs);
            Create(name, new ClassifierModel(classifier, data.Count), norm, norm == "l2" ? 1 : 0.2f, 300)
                .Perturb(new AttackBatch(
                    data.Inputs, data.Labels, Enumerable.Range(0, data.Count).ToArray(), new RandomStream(3)), moved);
            expected ??= Agreement.Bits(moved);
            Assert.That(Agreement.Bits(moved), Is.EqualTo(expected), $"{count} threads");
        }
    }

    /// <summary>The square attack's short way through the first layer leads where the long one does.</summary>
    [Test]
    public void Squares_through_kept_sums_go_the_way_of_whole_forward_passes()
    {
        Dataset data = Toys.Images(50, Height, Width);
        Network classifier = Toys.TrainedClassifier(data);
        var batch = new AttackBatch(
            data.Inputs, data.Labels, Enumerable.Range(0, data.Count).ToArray(), new RandomStream(3));
        Matrix kept = Matrix.Allocate(data.Count, Inputs), whole = Matrix.Allocate(data.Count, Inputs);
        Create("square", new ClassifierModel(classifier, data.Count), "linf", 0.2f, 300).Perturb(batch, kept);
        var counting = new CountingTarget(classifier, data.Count);
        Create("square", counting, "linf", 0.2f, 300).Perturb(batch, whole);
        Assert.That(counting.Rows, Is.GreaterThan(100 * data.Count), "not done at once");
        int alike = Enumerable.Range(0, data.Count).Count(row => kept.Row(row).SequenceEqual(whole.Row(row)));
        // where two moves are equally good, rounding decides
        Assert.That(alike, Is.GreaterThanOrEqualTo(data.Count - 5));
    }

    [Test]
    public void What_an_attack_needs_and_has_not_is_named()
    {
        var model = new ClassifierModel(Linear, 4);
        Assert.That(
            () => AttackCatalog.Create("transfer", new AttackContext(model, new())),
                Throws.ArgumentException.With.Message.Contains("transfer needs another classifier"));
        Assert.That(
            () => AttackCatalog.Create("square", new AttackContext(model, new()) { RowLength = 7 }),
            Throws.ArgumentException.With.Message.Contains("7").And.Message.Contains("30"));
        Assert.That(() => AttackCatalog.Create("square", new AttackContext(model, new() { Queries = 0 })),
            Throws.ArgumentException.With.Message.Contains("queries of the attack is 0"));
    }

    [Test]
    public void A_point_that_is_no_picture_is_changed_in_stretches()
    {
        var model = new ClassifierModel(Linear, Points.Count);
        float distance = DistanceOf(1, "linf");
        Attack attack = AttackCatalog.Create(
            "square", new AttackContext(model, new() { Epsilon = 1.05f * distance, Bounded = false, Queries = 3000 }));
        Matrix moved = Matrix.Allocate(1, Inputs);
        attack.Perturb(Batch([1]), moved);
        Assert.That(IsFooled(1, moved), Is.True);
    }

    private static int[] All => [.. Enumerable.Range(0, Points.Count)];

    private static Matrix Run(string name, string norm, float epsilon, int queries, int[] rows)
    {
        Matrix moved = Samples.Poisoned(rows.Length, Inputs);
        Create(name, new ClassifierModel(Linear, Points.Count), norm, epsilon, queries).Perturb(Batch(rows), moved);
        return moved;
    }

    private static Attack Create(string name, IModel model, string norm, float epsilon, int queries) =>
        AttackCatalog.Create(
        name, new AttackContext(
            model, new() { Norm = norm, Epsilon = epsilon, Queries = queries })
        { RowLength = Width });

    private static AttackBatch Batch(int[] rows)
    {
        Dataset chosen = Points.Subset(rows);
        return new AttackBatch(chosen.Inputs, chosen.Labels, rows, new RandomStream(7));
    }

    private static float Lead(int row, Matrix point)
    {
        Matrix logits = Linear.PredictOutputs(point);
        int label = Points.Labels.Span[row];
        return logits[0, 1 - label] - logits[0, label];
    }

    // at the boundary, rounding decides
    private static bool IsFooled(int row, Matrix point) => Lead(row, point) > -1e-6f;

    private static float Nearness(int row, string norm, Matrix moved)
    {
        float distance = Norm.Parse(norm).Distance(moved.Row(row), Points.Inputs.Row(row));
        return distance == 0 ? -1000 : -distance; // no start was found yet
    }

    private static float DistanceOf(int row, string norm)
    {
        Matrix weights = Linear.ParametersOf(0).Span[0];
        float[] w = [.. Enumerable.Range(0, Inputs).Select(i => weights[i, 1] - weights[i, 0])];
        float dual = norm == "l2" ? MathF.Sqrt(w.Sum(x => x * x)) : w.Sum(MathF.Abs);
        return -Lead(row, Points.Inputs.SliceRows(row, 1)) / dual;
    }

    private static Network MakeLinear()
    {
        var network = new Network(Inputs, new Dense(Inputs, 2));
        Samples.FillParameters(network.Parameters, seed: 1);
        return network;
    }

    /// <summary>
    /// Eight points in the middle of the range, each with the class that the model sees: no pixel is at an end before
    /// the boundary.
    /// </summary>
    private static Dataset MakePoints()
    {
        Matrix inputs = Samples.Uniform(8, Inputs, seed: 2, low: 0.35f, high: 0.65f);
        int[] labels = [.. Enumerable.Range(0, 8)
            .Select(row => RowOperations.ArgMax(Linear.PredictOutputs(inputs.SliceRows(row, 1)).Row(0)))];
        return new Dataset("points", inputs, labels, 2, new ImageDomain(Height, Width));
    }

    /// <summary>A classifier that counts what it is asked.</summary>
    private sealed class CountingTarget(Network classifier, int capacity) : IModel
    {
        private readonly ClassifierModel _model = new(classifier, capacity);

        public int Rows { get; private set; }

        public int Features => _model.Features;

        public int Classes => _model.Classes;

        public int Capacity => _model.Capacity;

        public Box Box => _model.Box;

        public Matrix Forward(Matrix points)
        {
            Rows += points.Rows;
            return _model.Forward(points);
        }

        public void Backward(Matrix dLogits, Matrix dPoints) =>
            throw new NotSupportedException("a black box has no gradients");
    }
}
