using System.Globalization;
using NUnit.Framework;
using Scratch.Adversarial.Files;
using Scratch.Engine;
using Scratch.Layers;
using Scratch.Tests.Layers;

namespace Scratch.Tests.Adversarial.Files;

public class ModelFileTests
{
    private const string DenseOnly = """[{"type":"Dense","in":2,"out":1}]""";

    private static readonly SafetensorsTensor Weight = new("0.weight", [1, 2], [3, 4]), Bias = new("0.bias", [1], [5]);

    private static IEnumerable<TestCaseData<string, string>> WrongArchitectures =>
    [
        new("", "architecture"),
        new("{}", "architecture"),
        new("[]", "at least one"),
        new("""[{"type":"Relu"}]""", "at least one"),
        new("""[1]""", "architecture"),
        new("""[{"in":2,"out":1}]""", "architecture"),
        new("""[{"type":"Conv","in":2,"out":1}]""", "no layer type 'Conv'; expected Dense, "),
        new("""[{"type":null}]""", "no layer type"),
        new("""[{"type":"Dense","in":2}]""", "architecture"),
        new("""[{"type":"Dense","in":-2,"out":1}]""", "'in' is -2"),
        new("""[{"type":"Dense","in":2,"out":0}]""", "'out' is 0"),
        new("""[{"type":"Dense","in":2.5,"out":1}]""", "architecture"),
        new("""[{"type":"Dense","in":"2","out":1}]""", "architecture"),
        new("""[{"type":"Dense","in":3000000000,"out":1}]""", "architecture"),
        new("""[{"type":"Dense","in":2,"out":1},{"type":"LeakyRelu","slope":1e999}]""", "slope"),
        new("""[{"type":"Dense","in":2,"out":1},{"type":"LeakyRelu"}]""", "architecture"),
        new("""[{"type":"Dense","in":2,"out":1},{"type":"Dropout","probability":1}]""", "probability"),
        new("""[{"type":"BatchNormalisation","features":1,"momentum":0.1,"epsilon":1e-5}]""",
            "the file holds 3 numbers"),
        new("""[{"type":"Dense","in":1,"out":1},{"type":"Dense","in":2,"out":1}]""", "the file holds 3 numbers"),
        new("""[{"type":"Dense","in":2000000000,"out":2000000000}]""", "the file holds 3 numbers"),
        new("""[{"type":"GaussianHeads","in":2000000000,"latent":1000000000}]""", "the file holds 3 numbers"),
        new("""[{"type":"GaussianHeads","in":1,"latent":2000000000}]""", "architecture"),
        // layers without tensors
        new("[{\"type\":\"Frames\",\"in\":2000000000,\"frames\":40,\"width\":200}]", "inputs"),
        new("[{\"type\":\"Frames\",\"in\":2000,\"frames\":2000000,\"width\":200}]", "frames"),
        new("[{\"type\":\"PowerSpectrum\",\"in\":2000,\"width\":2000,\"transform\":2000000000}]", "transform"),
        new("[{\"type\":\"PowerSpectrum\",\"in\":200000,\"width\":1,\"transform\":4096}]", "transform"),
        new("[{\"type\":\"MelBands\",\"in\":2,\"bins\":2,\"bands\":2000000000,\"low\":0,\"high\":1,\"rate\":2}]", "bands"),
        // the sizes of another type beside
        new("""[{"type":"Dense","in":1,"out":1000000000,"latent":1}]""", "the file holds 3 numbers"),
        new("""[{"type":"GaussianHeads","in":1,"out":1,"latent":500000000}]""", "the file holds 3 numbers"),
        new("[" + string.Join(',', Enumerable.Repeat("""{"type":"Relu"}""", 1001)) + "]", "more than 1000 layers"),
    ];

    [TestCaseSource(nameof(WrongArchitectures))]
    public void An_architecture_that_can_not_be_is_refused_before_it_is_allocated(string architecture, string message)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.That(() => Read(architecture, Weight, Bias),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains(message).And.Message.Contains("m.safetensors"));
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(4_000_000));
    }

    [Test]
    public void A_network_comes_back_as_it_was()
    {
        Network[] networks =
        [
            new(5, new Dense(5, 7), new LeakyRelu(0.3f), new Dense(7, 4), new Tanh(), new Dense(4, 3), new Sigmoid()),
            new(5, new Relu(), new Dense(5, 4), new Relu(), new GaussianHeads(4, 3)),
            new(5, new BatchNormalisation(5, 0.2f, 1e-3f), new SpectralDense(5, 4), new LayerNormalisation(4, 1e-4f),
                new Elu(0.7f), new Dropout(0.3f), new Dense(4, 4), new Softplus(),
                new GaussianNoise(0.1f), new Dense(4, 4), new Gelu(), new Dense(4, 4), new GeluTanh(), new Dense(4, 4),
                    new Silu(), new Dense(4, 3), new Softmax()),
            new(5, new Frames(5, 3, 2), new PowerSpectrum(6, 2, 6), new MelBands(12, 4, 2, 10, 900, 2000),
                new RelativeLog(0.01f, 1e-3f), new MeanNormalisation(2, 0.3f), new Standardisation(6), new Dense(6, 3)),
        ];
        foreach (Network network in networks)
        {
            Samples.FillParameters(network.Parameters, seed: 1);
            Samples.FillState(network.State, seed: 3);
            using var folder = new TemporaryFolder();
            string path = folder.File("m.safetensors");
            ModelFile.Write(path, network, new Dictionary<string, string> { ["note"] = "kept" });
            Network again = ModelFile.Read(path, out IReadOnlyDictionary<string, string> metadata);
            Matrix input = Samples.Uniform(6, 5, seed: 2);
            Assert.That(again.Layers.Select(l => l.Type), Is.EqualTo(network.Layers.Select(l => l.Type)));
            Assert.That(again.State.Values.ToArray(), Is.EqualTo(network.State.Values.ToArray()));
            Assert.That(again.Parameters.Values.ToArray(), Is.EqualTo(network.Parameters.Values.ToArray()));
            Assert.That(Agreement.Bits(again.PredictOutputs(input)), Is.EqualTo(Agreement.Bits(network.PredictOutputs(input))));
            Assert.That(metadata["note"], Is.EqualTo("kept"));
            Assert.That(Trained(again), Is.EqualTo(Trained(network)), "the options of a layer that only training uses");

            int[] Trained(Network trained) =>
                Agreement.Bits(trained.Forward(new Workspace(trained, 6), input, Mode.Train, new RandomStream(4)));
        }
    }

    [Test]
    public void State_has_the_keys_and_shapes_of_PyTorch()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("m.safetensors");
        ModelFile.Write(path, new Network(3, new SpectralDense(3, 2), new BatchNormalisation(2)));
        Assert.That(
            SafetensorsFile.Read(path).Tensors.Values.Select(t => $"{t.Name} ({string.Join(", ", t.Shape.ToArray())})"),
            Is.EqualTo(
            [
                "0.weight_orig (2, 3)", "0.bias (2)", "0.weight_u (2)", "0.weight_v (3)",
                "1.weight (2)", "1.bias (2)", "1.running_mean (2)", "1.running_var (2)",
            ]));
    }

    [Test]
    public void Keys_and_shapes_are_those_of_a_Sequential_which_counts_activations()
    {
        using var folder = new TemporaryFolder();
        var plain = new Network(3, new Dense(3, 4), new Relu(), new Dense(4, 2), new Sigmoid());
        var encoder = new Network(3, new Dense(3, 4), new Relu(), new GaussianHeads(4, 2));
        Assert.That(Tensors(plain), Is.EqualTo(["0.weight (4, 3)", "0.bias (4)", "2.weight (2, 4)", "2.bias (2)"]));
        Assert.That(Tensors(encoder), Is.EqualTo(
            ["0.weight (4, 3)", "0.bias (4)", "mean.weight (2, 4)", "logVariance.weight (2, 4)", "mean.bias (2)",
                "logVariance.bias (2)"]));

        IEnumerable<string> Tensors(Network network)
        {
            string path = folder.File("m.safetensors");
            ModelFile.Write(path, network);
            return SafetensorsFile.Read(path)
                .Tensors.Values.Select(t => $"{t.Name} ({string.Join(", ", t.Shape.ToArray())})");
        }
    }

    [Test]
    public void A_weight_is_outputs_by_inputs_in_the_file()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("m.safetensors");
        var network = new Network(3, new Dense(3, 2));
        Matrix.FromRows([1, 4], [2, 5], [3, 6]).CopyTo(network.ParametersOf(0).Span[0]); // inputs by outputs in memory
        ModelFile.Write(path, network);
        Assert.That(SafetensorsFile.Read(path).Tensors["0.weight"].Data, Is.EqualTo(new float[] { 1, 2, 3, 4, 5, 6 }));
    }

    [Test]
    public void Tensors_are_matched_with_the_architecture()
    {
        SafetensorsTensor transposed = new("0.weight", [2, 1], [3, 4]), foreign = new("1.weight", [1], [6]),
            flat = new("0.bias", [1, 1], [5]);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Read(DenseOnly, Weight, Bias).PredictOutputs(Matrix.FromRows([1, 10]))[0, 0], Is.EqualTo(3 + 40 + 5));
            Assert.That(() => Read(DenseOnly, transposed, Bias),
                Throws.TypeOf<InvalidDataException>().With.Message.Contains("(2, 1)").And.Message.Contains("(1, 2)"));
            Assert.That(() => Read(DenseOnly, Weight, flat),
                Throws.TypeOf<InvalidDataException>().With.Message.Contains("'0.bias' is (1, 1)"));
            Assert.That(() => Read(DenseOnly, Weight, foreign),
                Throws.TypeOf<InvalidDataException>().With.Message.Contains("no tensor '0.bias'"));
            Assert.That(Read(DenseOnly, Weight, Bias, foreign).PredictOutputs(Matrix.FromRows([1, 10]))[0, 0],
                Is.EqualTo(3 + 40 + 5), "what is not asked for is left alone");
        }
    }

    [Test]
    public void A_file_without_an_architecture_is_refused()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("m.safetensors");
        SafetensorsFile.Write(path, [Weight, Bias]);
        Assert.That(() => ModelFile.Read(path), Throws.TypeOf<InvalidDataException>()
            .With.Message.Contains("no 'architecture'").And.Message.Contains(path));
    }

    [Test]
    public void Damaged_models_are_refused_or_read_but_never_end_in_another_exception()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("m.safetensors");
        ModelFile.Write(path, Toys.Encoder(3, 2, hidden: 2));
        Damage.Try(File.ReadAllBytes(path), times: 600, file =>
        {
            File.WriteAllBytes(path, file);
            ModelFile.Read(path);
        });
    }

    [Test]
    public void NumPy_computes_the_same_outputs_from_the_file()
    {
        Python.RequireNumPy();
        using var folder = new TemporaryFolder();
        string path = folder.File("m.safetensors");
        var network = new Network(
            5, new Dense(5, 7), new Relu(), new Dense(7, 4), new Tanh(), new Dense(4, 3), new Sigmoid());
        Samples.FillParameters(network.Parameters, seed: 3);
        ModelFile.Write(path, network);
        Matrix input = Samples.Uniform(2, 5, seed: 4);
        const string Script = """
            import json, sys, numpy as np
            data = open(sys.argv[1], 'rb').read()
            n = int.from_bytes(data[:8], 'little')
            header = json.loads(data[8:8 + n])
            def tensor(name):
                t = header[name]
                assert t['dtype'] == 'F32'
                begin, end = t['data_offsets']
                return np.frombuffer(data[8 + n + begin:8 + n + end], '<f4').reshape(t['shape']).astype('f8')
            x = np.array([float(s) for s in sys.argv[2:]]).reshape(2, 5)
            for i, layer in enumerate(json.loads(header['__metadata__']['architecture'])):
                if layer['type'] == 'Dense':
                    x = x @ tensor(f'{i}.weight').T + tensor(f'{i}.bias')
                else:
                    x = {'Relu': lambda x: np.maximum(x, 0), 'Tanh': np.tanh, 'Sigmoid': lambda x: 1 / (1 + np.exp(-x))}[layer['type']](x)
            print(' '.join(repr(float(v)) for v in x.ravel()))
            """;
        string[] arguments =
            [path, .. Agreement.Doubles(input).Select(x => x.ToString("R", CultureInfo.InvariantCulture))];
        double[] expected = [
            .. Python.Output(Script, arguments).Split(' ').Select(s => double.Parse(s, CultureInfo.InvariantCulture))];
        Assert.That(Agreement.Error(network.PredictOutputs(input), expected), Is.LessThan(Tolerances.FloatAgainstDouble));
    }

    private static Network Read(string architecture, params SafetensorsTensor[] tensors)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("m.safetensors");
        SafetensorsFile.Write(path, tensors, new Dictionary<string, string> { ["architecture"] = architecture });
        return ModelFile.Read(path);
    }
}
