using NUnit.Framework;
using Scratch.Adversarial.Training;
using Scratch.Engine;
using Scratch.Layers;
using Scratch.Tests.Adversarial;
using Scratch.Tests.Engine;

namespace Scratch.Tests.Layers.Networks;

public class PredictorTests
{
    private static readonly int[] Batches = [1, 2, 3, 4, 5, 6, 7, 8, 9, 32, 128];
    private static readonly Matrix Inputs = Toys.Images(7).Inputs;

    private static IEnumerable<string> Kinds => LayerCatalog.All.Select(kind => kind.Name);

    [TestCaseSource(nameof(Kinds))]
    public void Every_layer_gives_the_bits_of_the_network(string kind)
    {
        Layer layer = LayerCatalog.Find(kind).Example(inputs: 12, outputs: 7);
        // before it a layer, so that the input is the predictor's memory; behind it one, so that the output is
        var between = new Network(5, new Dense(5, 12), layer, new Dense(layer.OutputsFor(12), 6), new Tanh());
        var alone = new Network(12, LayerCatalog.Find(kind).Example(12, 7));
        foreach (Network network in (Network[])[alone, between])
        {
            Fill(network, seed: 3);
            var predictor = new Predictor(network, capacity: 64);
            foreach (int batch in Batches)
            {
                RequireSameBits(network, predictor, batch);
            }
        }
    }

    [TestCase(784, 512, 512, 10)]
    [TestCase(784, 128, 64, 10)]
    [TestCase(20, 32, 3)]
    [TestCase(1100, 97, 1)]
    [TestCase(1024, 1024, 40)]
    [TestCase(3, 33, 65, 130, 2)]
    public void Dense_networks_give_the_bits_of_the_network(params int[] widths)
    {
        Network network = Chain(widths);
        var predictor = new Predictor(network, capacity: 128);
        foreach (int batch in Batches)
        {
            RequireSameBits(network, predictor, batch);
        }
    }

    [Test, NonParallelizable]
    public void The_number_of_threads_changes_no_bit([Values(1, 2, 3, 8)] int threads)
    {
        using var pool = new PoolThreads(threads);
        Network network = Chain(784, 512, 512, 10);
        RequireSameBits(network, new Predictor(network, capacity: 128), 128);
        RequireSameBits(network, new Predictor(network), 1);
    }

    [Test]
    public void Each_thread_has_a_clone()
    {
        Network network = Chain(300, 200, 10);
        Matrix inputs = Random(64, 300);
        float[] expected = network.PredictOutputs(inputs).Span.ToArray();
        var predictor = new Predictor(network, capacity: 8);
        Predictor[] clones = [.. Enumerable.Range(0, 4).Select(_ => predictor.Clone())];
        Parallel.ForEach(clones, clone =>
        {
            float[] outputs = new float[expected.Length];
            for (int i = 0; i < 20; i++)
            {
                clone.Predict(inputs.Span, outputs);
                Assert.That(outputs, Is.EqualTo(expected));
            }
        });
    }

    [Test]
    public void It_answers_as_the_network_was()
    {
        var network = new Network(4, new Dense(4, 3), new LayerNormalisation(3));
        Fill(network, seed: 1);
        Matrix inputs = Random(2, 4);
        float[] expected = network.PredictOutputs(inputs).Span.ToArray(), outputs = new float[expected.Length];
        var predictor = new Predictor(network);
        network.Parameters.Values.Fill(0.5f);
        predictor.Predict(inputs.Span, outputs);
        Assert.That(outputs, Is.EqualTo(expected));
    }

    [Test]
    public void It_says_what_the_model_says_of_batches_and_of_single_examples()
    {
        var model = new Model(Toys.Classifier(30));
        var predictor = new Predictor(model.Network, capacity: 7);
        Matrix expected = model.PredictProbabilities(Inputs);
        Assert.That(predictor.Probabilities(Inputs).Span.ToArray(), Is.EqualTo(expected.Span.ToArray()));
        Assert.That(predictor.Classes(Inputs).ToArray(), Is.EqualTo(model.PredictClasses(Inputs)));
        for (int row = 0; row < Inputs.Rows; row++)
        {
            Assert.That(predictor.Probabilities(Inputs.Row(row)).ToArray(), Is.EqualTo(expected.Row(row).ToArray()));
            Assert.That(predictor.Class(Inputs.Row(row)), Is.EqualTo(model.PredictClasses(Inputs)[row]));
        }
    }

    [TestCase(false)]
    [TestCase(true)]
    public void One_output_is_the_probability_of_class_1(bool endsInSigmoid)
    {
        Layer[] last = endsInSigmoid ? [new Sigmoid()] : [];
        var network = new Network(1, [new Dense(1, 1), .. last]);
        network.ParametersOf(0).Span[0].Fill(2);
        var predictor = new Predictor(network);
        Assert.That(predictor.Probabilities([1]).ToArray(), Is.EqualTo(new[] { 1 / (1 + Math.Exp(-2)) }).Within(1e-6));
        Assert.That(predictor.Class([1]), Is.EqualTo(1));
        Assert.That(predictor.Class([-1]), Is.Zero);
    }

    [Test, NonParallelizable]
    public void No_call_allocates([Values(1, 2)] int threads)
    {
        using var pool = new PoolThreads(threads);
        var predictor = new Predictor(Toys.Classifier(30), capacity: 7);
        Matrix wider = Matrix.Allocate(7, 31).SliceColumns(0, 30); // with gaps
        float[] outputs = new float[7 * predictor.Outputs];
        Assert.That(Allocations.OfWarm(() => predictor.Predict(Inputs.Span, outputs)), Is.Zero);
        Assert.That(Allocations.OfWarm(() => predictor.Probabilities(Inputs)), Is.Zero);
        Assert.That(Allocations.OfWarm(() => predictor.Classes(wider)), Is.Zero);
        Assert.That(Allocations.OfWarm(() => predictor.Class(Inputs.Row(0))), Is.Zero);
    }

    [Test]
    public void What_does_not_fit_is_refused_with_both_numbers()
    {
        var predictor = new Predictor(Toys.Classifier(30), capacity: 2);
        Assert.That(() => predictor.Class([1, 2]), Throws.ArgumentException.With.Message.Contains("30"));
        Assert.That(() => predictor.Predict(new float[31], new float[10]),
            Throws.ArgumentException.With.Message.Contains("31").And.Message.Contains("30"));
        Assert.That(() => predictor.Predict(new float[30], new float[1]), Throws.ArgumentException);
        Assert.That(() => predictor.Classes(Inputs), Throws.ArgumentException.With.Message.Contains("(7, 30)"));
        float[] shared = new float[60];
        Assert.That(() => predictor.Predict(shared.AsSpan(0, 30), shared.AsSpan(0, predictor.Outputs)),
            Throws.ArgumentException.With.Message.Contains("share"));
    }

    private static void RequireSameBits(Network network, Predictor predictor, int batch)
    {
        Matrix inputs = Random(batch, network.Inputs);
        int[] expected = Agreement.Bits(network.PredictOutputs(inputs));
        Matrix outputs = Matrix.Allocate(batch, network.Outputs);
        outputs.Fill(float.NaN);
        predictor.Predict(inputs.Span, outputs.Span);
        Assert.That(Agreement.Bits(outputs), Is.EqualTo(expected), $"batch {batch}");
    }

    private static Network Chain(params int[] widths)
    {
        var network = new Network(
            widths[0],
            [.. Enumerable.Range(0, widths.Length - 1).SelectMany(i => (Layer[])[
                new Dense(widths[i], widths[i + 1]), .. i < widths.Length - 2 ? (Layer[])[new Relu()] : []])]);
        Fill(network, seed: 2);
        return network;
    }

    private static void Fill(Network network, ulong seed)
    {
        var random = new RandomStream(seed);
        network.Initialise(random);
        for (int i = 0; i < network.Parameters.Count; i++)
        {
            if (!network.Parameters.Declarations[i].Decays)
            {
                random.Fork(100 + i).FillUniform(network.Parameters.ValueViews.Span[i].Span);
            }
        }
    }

    private static Matrix Random(int rows, int columns)
    {
        Matrix matrix = Matrix.Allocate(rows, columns);
        new RandomStream(Seed: 9).FillNormal(matrix.Span);
        return matrix;
    }
}
