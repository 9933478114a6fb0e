using NUnit.Framework;
using Scratch.Engine;
using Scratch.Layers;
using Scratch.Layers.Checking.ReferenceLayers;
using Scratch.Layers.Checking.ReferenceLosses;
using Scratch.Tests.Engine;
using Scratch.Tests.Layers.Losses;

namespace Scratch.Tests.Layers.SecondOrder;

/// <summary>
/// Gradient penalties and products with the Hessian: against PyTorch, against differences of double-precision
/// gradients, and by themselves.
/// </summary>
[NonParallelizable]
public class SecondOrderTests
{
    private const int Batch = 4, Inputs = 6;

    private static readonly GoldenFile Golden = GoldenFile.Read("layers.txt");

    private static IEnumerable<string> Kinds =>
        [.. LayerRun.ElementWiseKinds, "GaussianHeads", "Dropout, evaluated", "GaussianNoise, evaluated",
        "Standardisation", "MeanNormalisation"];

    private static IEnumerable<string> PenaltyCases => Golden.Cases("penalty");

    private static IEnumerable<string> HessianCases => Golden.Cases("hessian");

    [TestCaseSource(nameof(PenaltyCases))]
    public void A_penalty_agrees_with_PyTorch(string name)
    {
        string at = $"penalty/{name}/";
        Network network = GoldenNetwork(at, name.Split(", ")[1..], outputs: 1);
        Matrix input = Golden.Floats(at + "input"), penalties = Samples.Poisoned(1, input.Rows);
        PenaltyForm form = name.StartsWith("R1", StringComparison.Ordinal) ? PenaltyForm.ZeroCentred
            : PenaltyForm.OneCentred;
        new GradientPenalty(network, form, 10, input.Rows).Add(input, penalties.Span, 1f / input.Rows);
        AssertAgrees(penalties, at + "penalties");
        AssertTensors(network, network.Parameters.GradientViews, at + "d");
    }

    [TestCaseSource(nameof(HessianCases))]
    public void A_product_with_the_Hessian_agrees_with_PyTorch(string name)
    {
        string at = $"hessian/{name}/";
        Network network = GoldenNetwork(at, name.Split(", ")[1..], outputs: 4);
        Matrix input = Golden.Floats(at + "input"), vector = network.Parameters.AllocateLike(),
            product = network.Parameters.AllocateLike();
        for (int i = 0; i < network.Parameters.Count; i++)
        {
            Golden.Floats($"{at}v{network.Parameters.Declarations[i].Name}").CopyTo(network.Parameters.View(vector, i));
        }
        Loss loss = LossTests.Losses.Single(l => l.Name == name.Split(", ")[0]);
        new HessianProduct(network, loss, input.Rows)
            .Add(input, Golden.Floats(at + "target"), 1f / input.Rows, vector, product);
        AssertTensors(network, ViewsOf(network, product), at + "H");
    }

    [Test]
    public void A_penalty_is_the_derivative_of_itself(
        [ValueSource(nameof(Kinds))] string kind, [Values] PenaltyForm form, [Values(0, 2)] int given)
    {
        Network network = MakeNetwork(kind, outputs: 1);
        Matrix input = Samples.AwayFromZero(Batch, Inputs, seed: 2), penalties = Samples.Poisoned(1, Batch);
        new GradientPenalty(network, form, 3, Batch, given).Add(input, penalties.Span, 0.25f);

        var reference = new ReferenceNetwork(network, network.Layers.Count);
        double[][] rows = Rows(input);
        double[] Penalties() => [.. InputGradients(reference, rows).Select(all => all[..^given]).Select(g =>
            form == PenaltyForm.ZeroCentred ? 1.5 * g.Sum(x => x * x)
                : 3 * Math.Pow(Math.Sqrt(g.Sum(x => x * x)) - 1, 2))];
        Assert.That(Agreement.Error(penalties, Penalties()), Is.LessThan(Tolerances.FloatAgainstDouble));
        double[][] tensors = [.. reference.Parameters.SelectMany(layer => layer)];
        for (int i = 0; i < tensors.Length - 1; i++) // the last bias shifts D, and no gradient
        {
            double[] expected = Adversarial.Numeric.Gradient(() => 0.25 * Penalties().Sum(), tensors[i]);
            Matrix actual = network.Parameters.GradientViews.Span[i];
            Assert.That(
                expected.Any(g => Math.Abs(g) > 1e-6) ? Agreement.Error(actual, expected)
                    : actual.Span.ToArray().Max(Math.Abs),
                Is.LessThan(Tolerances.FloatGradient), network.Parameters.Declarations[i].Name);
        }
        Assert.That(network.Parameters.GradientViews.Span[^1].Span.ToArray(), Is.All.Zero);
    }

    [Test]
    public void A_product_is_the_difference_of_two_gradients([ValueSource(nameof(Kinds))] string kind)
    {
        const double Step = 1e-5;
        Network network = MakeNetwork(kind, outputs: 3);
        Matrix input = Samples.AwayFromZero(Batch, Inputs, seed: 2),
            target = Samples.Uniform(Batch, 3, seed: 3, low: 0.05f, high: 0.95f);
        Matrix vector = RandomVector(network, seed: 4), product = network.Parameters.AllocateLike();
        new HessianProduct(network, new SoftmaxCrossEntropy(), Batch).Add(input, target, 0.25f, vector, product);
        double[][] above = Gradients(network, input, target, vector, Step),
            below = Gradients(network, input, target, vector, -Step);
        for (int i = 0; i < network.Parameters.Count; i++)
        {
            double[] expected = [.. above[i].Zip(below[i], (a, b) => (a - b) / (2 * Step))];
            Assert.That(Agreement.Error(network.Parameters.View(product, i), expected),
                Is.LessThan(Tolerances.FloatGradient), network.Parameters.Declarations[i].Name);
        }
    }

    [Test]
    public void The_Hessian_is_symmetric_and_products_are_added()
    {
        Network network = MakeNetwork("Gelu", outputs: 3);
        Matrix input = Samples.Uniform(Batch, Inputs, seed: 2), target = Samples.OneHot(Batch, 3);
        Matrix u = RandomVector(network, seed: 4), v = RandomVector(network, seed: 5);
        Matrix hu = network.Parameters.AllocateLike(), hv = network.Parameters.AllocateLike();
        var hessian = new HessianProduct(network, new SoftmaxCrossEntropy(), Batch);
        hessian.Add(input, target, 1, u, hu);
        hessian.Add(input, target, 1, v, hv);
        Assert.That(Dot(hu, v), Is.EqualTo(Dot(hv, u)).Within(Tolerances.TwoWaysInFloat * Math.Abs(Dot(hv, u))));
        double once = Dot(hu, u);
        hessian.Add(input, target, 1, u, hu);
        Assert.That(Dot(hu, u), Is.EqualTo(2 * once).Within(Tolerances.TwoWaysInFloat * Math.Abs(once)));
    }

    [Test]
    public void A_penalty_comes_on_top_of_the_gradients_that_are_there_and_of_smaller_batches()
    {
        Network network = MakeNetwork("Tanh", outputs: 1);
        var penalty = new GradientPenalty(network, PenaltyForm.ZeroCentred, 10, Batch);
        Matrix input = Samples.Uniform(2, Inputs, seed: 2);
        penalty.Add(input, new float[2], 1);
        float[] once = network.Parameters.Gradients.ToArray();
        penalty.Add(input, new float[2], 1);
        var twice = Matrix.FromRows(network.Parameters.Gradients.ToArray());
        Assert.That(Agreement.Error(twice, [.. once.Select(g => 2.0 * g)]), Is.LessThan(Tolerances.TwoWaysInFloat));
        Assert.That(() => penalty.Add(input, new float[3], 1),
            Throws.ArgumentException.With.Message.Contains("3").And.Message.Contains("2"));
    }

    [Test]
    public void A_gradient_of_zero_has_no_direction_and_no_penalty_that_could_move_it()
    {
        var network = new Network(2, new Dense(2, 1)); // its parameters are zero
        var penalties = new float[1];
        new GradientPenalty(network, PenaltyForm.OneCentred, 10, 1).Add(Matrix.FromRows([1, 2]), penalties, 1);
        Assert.That(penalties[0], Is.EqualTo(10));
        Assert.That(network.Parameters.Gradients.ToArray(), Is.All.Zero);
    }

    [TestCase("Dropout")]
    [TestCase("GaussianNoise")]
    public void The_tangents_of_a_random_layer_are_its_backward_pass_with_the_same_draws(string kind)
    {
        LayerRun run = LayerRun.Of(kind, 7, Batch);
        run.Forward();
        run.Backward();
        Matrix forward = Samples.Poisoned(Batch, 7), backward = Samples.Poisoned(Batch, 7);
        run.Tangents(run.DOutput, forward, backward);
        Assert.That(Agreement.Bits(forward), Is.EqualTo(Agreement.Bits(run.DInput)), "m ⊙ or + 0, of any tangent");
        Assert.That(Agreement.Bits(backward), Is.EqualTo(Agreement.Bits(run.DInput)));
    }

    [Test]
    public void A_layer_that_can_not_is_named()
    {
        var network = new Network(2, new Dense(2, 2), new BatchNormalisation(2), new Dense(2, 1));
        Assert.That(() => new GradientPenalty(network, PenaltyForm.ZeroCentred, 10, 4),
            Throws.TypeOf<NotSupportedException>().With.Message.Contains("Layer 1, BatchNormalisation"));
        Assert.That(() => new HessianProduct(network, new MeanSquaredError(), 4),
            Throws.TypeOf<NotSupportedException>().With.Message.Contains("Layer 1, BatchNormalisation"));
        var product = new HessianProduct(new Network(2), new Hinge(), 1);
        Assert.That(() => product.Add(Matrix.Allocate(1, 2), Matrix.Allocate(1, 2), 1, default, default),
            Throws.TypeOf<NotSupportedException>().With.Message.Contains("hinge loss"));
    }

    [Test]
    public void Nothing_is_allocated_and_threads_change_no_bit([Values(2, 3, 8)] int threads)
    {
        float[] expected = Run(1), actual = Run(threads);
        Assert.That(actual, Is.EqualTo(expected));

        static float[] Run(int threads)
        {
            using var pool = new PoolThreads(threads);
            var network = new Network(
                200, new Dense(200, 130), new Silu(), new Dense(130, 70), new LeakyRelu(), new Dense(70, 1));
            network.Initialise(new RandomStream(1));
            Matrix input = Samples.Uniform(128, 200, seed: 2), target = Samples.Uniform(128, 1, seed: 3),
                vector = RandomVector(network, seed: 4);
            Matrix product = network.Parameters.AllocateLike(), penalties = Matrix.Allocate(1, 128);
            var penalty = new GradientPenalty(network, PenaltyForm.OneCentred, 10, 128);
            var hessian = new HessianProduct(network, new BinaryCrossEntropy(), 128);
            penalty.Add(input, penalties.Span, 1f / 128);
            hessian.Add(input, target, 1f / 128, vector, product);
            float[] results = [.. network.Parameters.Gradients.ToArray(), .. product.Span.ToArray(),
                .. penalties.Span.ToArray()];
            Assert.That(Allocations.OfWarm(() =>
            {
                penalty.Add(input, penalties.Span, 1f / 128);
                hessian.Add(input, target, 1f / 128, vector, product);
            }), Is.Zero);
            return results;
        }
    }

    private static Network MakeNetwork(string kind, int outputs)
    {
        Layer first = LayerRun.Of(kind, 5, 1).Layer, second = LayerRun.Of(kind, 7, 1).Layer;
        var network = new Network(
            Inputs, new Dense(Inputs, 5), first, new Dense(first.OutputsFor(5), 7), second, new Tanh(),
                new Dense(second.OutputsFor(7), outputs));
        Samples.FillParameters(network.Parameters, seed: 1);
        return network;
    }

    private static Network GoldenNetwork(string at, string[] activations, int outputs)
    {
        Layer Activation(int i) => LayerRun.Of(activations[i], 1, 1).Layer;
        var network = new Network(
            7, new Dense(7, 6), Activation(0), new Dense(6, 5), Activation(1), new Dense(5, outputs));
        for (int i = 0; i < network.Parameters.Count; i++)
        {
            Golden.Floats(at + network.Parameters.Declarations[i].Name).CopyTo(network.Parameters.ValueViews.Span[i]);
        }
        return network;
    }

    private static void AssertTensors(Network network, ReadOnlyMemory<Matrix> actual, string at)
    {
        using (Assert.EnterMultipleScope())
        {
            for (int i = 0; i < network.Parameters.Count; i++)
            {
                AssertAgrees(actual.Span[i], at + network.Parameters.Declarations[i].Name);
            }
        }
    }

    private static void AssertAgrees(Matrix actual, string name) =>
        Assert.That(Agreement.Error(actual, Golden.Numbers(name)), Is.LessThan(Tolerances.Golden), name);

    private static double[][] InputGradients(ReferenceNetwork reference, double[][] rows) =>
        reference.Backward(reference.Forward(rows), [.. rows.Select(_ => new double[] { 1 })],
            reference.AllocateGradients());

    /// <summary>
    /// The gradients of all tensors in double precision, at the parameters moved by <paramref name="step"/> times the
    /// vector.
    /// </summary>
    private static double[][] Gradients(Network network, Matrix input, Matrix target, Matrix vector, double step)
    {
        var reference = new ReferenceNetwork(network, network.Layers.Count);
        var loss = ReferenceLoss.Of(new SoftmaxCrossEntropy());
        double[][] tensors = [.. reference.Parameters.SelectMany(layer => layer)];
        for (int i = 0; i < tensors.Length; i++)
        {
            double[] v = Agreement.Doubles(network.Parameters.View(vector, i));
            for (int k = 0; k < v.Length; k++)
            {
                tensors[i][k] += step * v[k];
            }
        }
        double[][][] activations = reference.Forward(Rows(input)), gradients = reference.AllocateGradients();
        double[][] dLogits =
            [.. activations[^1].Zip(Rows(target), (x, t) => loss.Backward(x, t).Select(d => 0.25 * d).ToArray())];
        reference.Backward(activations, dLogits, gradients);
        return [.. gradients.SelectMany(layer => layer)];
    }

    private static Matrix RandomVector(Network network, ulong seed)
    {
        Matrix vector = network.Parameters.AllocateLike();
        for (int i = 0; i < network.Parameters.Count; i++)
        {
            new RandomStream(seed).Fork(i).FillNormal(network.Parameters.View(vector, i).Span);
        }
        return vector;
    }

    private static Matrix[] ViewsOf(Network network, Matrix block) =>
        [.. Enumerable.Range(0, network.Parameters.Count).Select(i => network.Parameters.View(block, i))];

    private static double[][] Rows(Matrix matrix) =>
        [.. Enumerable.Range(0, matrix.Rows).Select(row => Agreement.Doubles(matrix.SliceRows(row, 1)))];

    private static double Dot(Matrix a, Matrix b) =>
        Agreement.Doubles(a).Zip(Agreement.Doubles(b), (x, y) => x * y).Sum();
}
