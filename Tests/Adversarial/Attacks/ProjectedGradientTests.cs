using NUnit.Framework;
using Scratch.Adversarial.Attacks;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Domains.Images;
using Scratch.Engine;
using Scratch.Layers;
using Scratch.Tests.Layers;

namespace Scratch.Tests.Adversarial.Attacks;

public class ProjectedGradientTests
{
    private static readonly Dataset Data = Toys.Images(90);
    private static readonly Network Classifier = Toys.TrainedClassifier(Data);
    private static readonly RandomStream Random = new(7);

    [Test]
    public void It_stays_in_its_ball_and_in_the_pixel_range(
        [Values("linf", "l2")] string norm, [Values] bool bounded, [Values] bool randomStart,
            [Values(0, 1, 10)] int steps)
    {
        var options = new AttackOptions
        {
            Norm = norm,
            Epsilon = 0.3f,
            StepSize = 0.11f,
            Steps = steps,
            Bounded = bounded,
            RandomStart = randomStart
        };
        Matrix moved = Perturb(options, Data);
        for (int row = 0; row < Data.Count; row++)
        {
            float distance = Norm.Parse(norm).Distance(moved.Row(row), Data.Inputs.Row(row));
            // a few roundings of numbers near 1
            Assert.That(distance, Is.LessThanOrEqualTo(0.3f + 1e-6f), $"example {row}");
        }
        float[] values = moved.Span.ToArray();
        if (bounded)
        {
            Assert.That(values, Is.All.InRange(0f, 1f));
        }
        else if (steps == 10 && norm == "linf")
        {
            Assert.That(values, Has.Some.LessThan(0f), "the ball reaches beyond the range");
        }
    }

    [Test]
    public void A_corner_is_as_far_in_every_coordinate_and_another_one_for_every_example()
    {
        float[] moves = Moves(new() { Epsilon = 0.3f, Steps = 0, Bounded = false, CornerStart = true });
        Assert.That(moves.Select(MathF.Abs), Is.All.EqualTo(0.3f).Within(1e-6f));
        Assert.That(moves.Count(move => move > 0), Is.EqualTo(moves.Length / 2).Within(0.05 * moves.Length));
        int[] first = [.. moves.Take(Data.Inputs.Columns).Select(MathF.Sign)];
        Assert.That(moves.Skip(Data.Inputs.Columns).Take(first.Length).Select(MathF.Sign), Is.Not.EqualTo(first));

        float[] bounded = Moves(new() { Epsilon = 0.3f, Steps = 0, CornerStart = true });
        Assert.That(bounded.Zip(Data.Inputs.Span.ToArray(), (move, pixel) => move + pixel),
            Is.All.InRange(-1e-6f, 1 + 1e-6f));

        float[] Moves(AttackOptions options) =>
            [.. Perturb(options, Data).Span.ToArray().Zip(Data.Inputs.Span.ToArray(), (moved, pixel) => moved - pixel)];
    }

    [Test]
    public void Every_loss_rises([Values("linf", "l2")] string norm, [Values] bool randomStart)
    {
        float epsilon = norm == "linf" ? 0.1f : 0.5f;
        var options = new AttackOptions
        {
            Norm = norm,
            Epsilon = epsilon,
            StepSize = epsilon / 4,
            Steps = 10,
            RandomStart = randomStart
        };
        float[] before = Losses(Data.Inputs), after = Losses(Perturb(options, Data));
        for (int row = 0; row < Data.Count; row++)
        {
            Assert.That(after[row], Is.GreaterThan(before[row]), $"example {row}");
        }
        Assert.That(after.Average(), Is.GreaterThan(2 * before.Average()));
    }

    [Test]
    public void A_gradient_of_zero_moves_nothing([Values("linf", "l2")] string norm)
    {
        var attack = new ProjectedGradient(
            new FlatTarget(Data.Inputs.Columns, Data.Count),
                new() { Norm = norm, Epsilon = 0.3f, StepSize = 0.1f, Steps = 5, RandomStart = false });
        Assert.That(Agreement.Bits(Perturb(attack, Data)), Is.EqualTo(Agreement.Bits(Data.Inputs)));
    }

    [Test]
    public void Without_steps_and_random_start_it_is_the_identity([Values("linf", "l2")] string norm)
    {
        var options = new AttackOptions
        {
            Norm = norm,
            Epsilon = 0.3f,
            StepSize = 0.1f,
            Steps = 0,
            RandomStart = false
        };
        Matrix moved = Perturb(options, Data);
        Assert.That(Agreement.Bits(moved), Is.EqualTo(Agreement.Bits(Data.Inputs)));
    }

    [Test]
    public void Random_starts_differ_from_example_to_example([Values("linf", "l2")] string norm)
    {
        Matrix originals = Samples.Uniform(1, 30, seed: 1, low: 0.5f, high: 0.5f);
        var same = new Dataset("same", Repeat(originals, 50), new int[50], 2, new ImageDomain(5, 6));
        var attack = new ProjectedGradient(new FlatTarget(30, 50), new() { Norm = norm, Epsilon = 0.3f });
        Matrix moved = Perturb(attack, same);
        Assert.That(Enumerable.Range(0, 50).Select(row => string.Join(' ', moved.Row(row).ToArray())), Is.Unique);
    }

    /// <summary>
    /// On a linear model the loss rises along w = w_other − w_y all the way, so the best point of a ball is known.
    /// </summary>
    [Test]
    public void On_a_linear_model_it_reaches_the_best_point([Values] bool randomStart)
    {
        const int Inputs = 21;
        var linear = new Network(Inputs, new Dense(Inputs, 2));
        Samples.FillParameters(linear.Parameters, seed: 1);
        Matrix weights = linear.ParametersOf(0).Span[0], x = Samples.Uniform(2, Inputs, seed: 2);
        // example 0 is of class 0
        double[] w = [.. Enumerable.Range(0, Inputs).Select(i => (double)weights[i, 1] - weights[i, 0])];
        double length = Math.Sqrt(w.Sum(v => v * v));
        var data = new Dataset("two", x, [0, 1], 2, new ImageDomain(1, Inputs));
        var options = new AttackOptions
        {
            Epsilon = 0.5f,
            StepSize = 0.1f,
            Steps = 60,
            RandomStart = randomStart,
            Bounded = false
        };
        Matrix box = Perturb(options, data, linear), ball = Perturb(options with { Norm = "l2" }, data, linear);
        double[] byBox = [.. Best(i => Math.Sign(w[i]))], byBall = [.. Best(i => w[i] / length)];
        Assert.That(Agreement.Error(box, byBox), Is.LessThan(Tolerances.ByHand));
        // sixty projections onto the sphere
        Assert.That(Agreement.Error(ball, byBall), Is.LessThan(randomStart ? 1e-4 : 1e-5));

        IEnumerable<double> Best(Func<int, double> direction) => Enumerable.Range(0, 2 * Inputs)
            .Select(i => x[i / Inputs, i % Inputs] + (0.5 * (i < Inputs ? 1 : -1) * direction(i % Inputs)));
    }

    [Test]
    public void An_example_is_moved_alike_wherever_it_stands_and_whoever_is_beside_it(
        [Values("linf", "l2")] string norm)
    {
        // rows of 203 floats: each starts at another place of a vector
        Dataset data = Toys.Images(60, height: 7, width: 29);
        Network classifier = Toys.TrainedClassifier(data);
        var options = new AttackOptions { Norm = norm, Epsilon = 0.5f, StepSize = 0.1f, Steps = 4 };
        Matrix all = Perturb(options, data, classifier);
        int[] chosen = [41, 3, 59, 17, 8];
        Matrix some = Perturb(
            new ProjectedGradient(new ClassifierModel(classifier, 64), options), data.Subset(chosen), chosen);
        for (int i = 0; i < chosen.Length; i++)
        {
            Assert.That(Agreement.Bits(some.SliceRows(i, 1)), Is.EqualTo(Agreement.Bits(all.SliceRows(chosen[i], 1))),
                $"example {chosen[i]}");
        }
    }

    [Test]
    public void Operands_that_do_not_fit_are_refused()
    {
        var attack = new ProjectedGradient(new ClassifierModel(Classifier, 4), new());
        Matrix x = Matrix.Allocate(4, 30);
        var batch = new AttackBatch(x, new int[4], new int[4], Random);
        Assert.That(() => attack.Perturb(batch, x), Throws.ArgumentException.With.Message.Contains("shares memory"));
        Assert.That(() => attack.Perturb(batch with { Examples = new int[3] }, Matrix.Allocate(4, 30)),
            Throws.ArgumentException.With.Message.Contains("Examples"));
        Assert.That(() => attack.Perturb(batch with { Labels = new int[3] }, Matrix.Allocate(4, 30)),
            Throws.ArgumentException.With.Message.Contains("Labels"));
        Assert.That(() => attack.Perturb(batch with { TargetClasses = new int[3] }, Matrix.Allocate(4, 30)),
            Throws.ArgumentException.With.Message.Contains("TargetClasses"));
        Assert.That(() => attack.Perturb(batch, Matrix.Allocate(4, 29)), Throws.ArgumentException);
        Assert.That(
            () => attack.Perturb(
                new AttackBatch(Matrix.Allocate(5, 30), new int[5], new int[5], Random), Matrix.Allocate(5, 30)),
            Throws.InstanceOf<ArgumentException>(), "more than its memory is for");
    }

    private static Matrix Perturb(AttackOptions options, Dataset data, Network? classifier = null) =>
        Perturb(new ProjectedGradient(new ClassifierModel(classifier ?? Classifier, data.Count), options), data);

    private static Matrix Perturb(ProjectedGradient attack, Dataset data, int[]? examples = null)
    {
        Matrix moved = Samples.Poisoned(data.Count, data.Inputs.Columns);
        attack.Perturb(new AttackBatch(
            data.Inputs, data.Labels, examples ?? [.. Enumerable.Range(0, data.Count)], Random), moved);
        return moved;
    }

    private static float[] Losses(Matrix inputs)
    {
        Matrix model = Matrix.Allocate(inputs.Rows, Toys.Classes), losses = Matrix.Allocate(1, inputs.Rows);
        OneHot.Write(Data.Labels.Span, model);
        new SoftmaxCrossEntropy().Compute(Classifier.PredictOutputs(inputs), model, losses, 1, default);
        return losses.Span.ToArray();
    }

    private static Matrix Repeat(Matrix row, int count)
    {
        Matrix matrix = Matrix.Allocate(count, row.Columns);
        RowOperations.Repeat(row.Row(0), matrix);
        return matrix;
    }

    /// <summary>A loss that is the same everywhere.</summary>
    private sealed class FlatTarget(int dimension, int capacity) : IModel
    {
        public int Features => dimension;

        public int Classes => Toys.Classes;

        public int Capacity => capacity;

        public Box Box => Box.Unit;

        public Matrix Forward(Matrix points) => Matrix.Allocate(points.Rows, Classes);

        public void Backward(Matrix dLogits, Matrix dPoints) => dPoints.Fill(0);
    }
}
