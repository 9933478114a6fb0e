using System.Globalization;
using System.Text;
using NUnit.Framework;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Domains.Images;
using Scratch.Adversarial.Files;
using Scratch.Adversarial.Runs.Configuration;
using Scratch.Adversarial.Training;
using Scratch.Adversarial.Training.Callbacks;
using Scratch.Engine;
using Scratch.Layers;
using Scratch.Optimizers;
using Scratch.Tests.Adversarial.Runs;

namespace Scratch.Tests.Adversarial.Files;

public class PretrainedTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public void A_Sequential_saved_by_PyTorch_gives_its_outputs()
    {
        Python.RequireTorch();
        string file = _folder.File("torch.safetensors");
        double[] expected = [.. Python.Output(Sequential, file).Split(' ')
            .Select(word => double.Parse(word, CultureInfo.InvariantCulture))];
        var network = new Network(
            7, new Dense(7, 5), new Relu(), new Dense(5, 4), new Tanh(), new Dense(4, 3), new Sigmoid());
        Pretrained.Load(file, network);
        Assert.That(Agreement.Error(network.PredictOutputs(Sines()), expected), Is.LessThan(1e-5));
    }

    [Test]
    public void A_batch_normalisation_of_PyTorch_comes_with_its_running_statistics_and_without_its_count()
    {
        Python.RequireTorch();
        string file = _folder.File("torch.safetensors");
        double[] expected = [.. Python.Output(Normalised, file).Split(' ')
            .Select(word => double.Parse(word, CultureInfo.InvariantCulture))];
        var network = new Network(7, new Dense(7, 5), new BatchNormalisation(5), new Relu(), new Dense(5, 3));
        Pretrained.Load(file, network);
        Assert.That(() => SafetensorsFile.Read(file).Tensors["1.num_batches_tracked"].Data,
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("dtype 'I64' can't be read"));
        Assert.That(Agreement.Error(network.PredictOutputs(Sines()), expected), Is.LessThan(1e-5));
    }

    [Test]
    public void Some_layers_are_taken_and_the_others_stay()
    {
        Network encoder = Toys.Encoder(30, 4), classifier = Toys.Classifier(30, hidden: 8);
        float[] head = classifier.ParametersOf(2).Span[0].Span.ToArray();
        ModelFile.Write(_folder.File("encoder"), encoder);
        Pretrained.Load(_folder.File("encoder"), classifier, layers: ..1);
        Assert.That(classifier.ParametersOf(0).Span[0].Span.ToArray(),
            Is.EqualTo(encoder.ParametersOf(0).Span[0].Span.ToArray()));
        Assert.That(classifier.ParametersOf(0).Span[1].Span.ToArray(),
            Is.EqualTo(encoder.ParametersOf(0).Span[1].Span.ToArray()));
        Assert.That(classifier.ParametersOf(2).Span[0].Span.ToArray(), Is.EqualTo(head));
    }

    [Test]
    public void What_does_not_fit_is_named_and_nothing_is_overwritten()
    {
        ModelFile.Write(_folder.File("encoder"), Toys.Encoder(30, 4));
        Network classifier = Toys.Classifier(30, hidden: 8);
        float[] before = classifier.Parameters.Values.ToArray();
        Assert.That(() => Pretrained.Load(_folder.File("encoder"), classifier),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("'2.weight'"));
        Assert.That(
            () => Pretrained.Load(_folder.File("encoder"), Toys.Classifier(31, hidden: 8), layers: ..1),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("(8, 30)").And.Message.Contains("(8, 31)"));
        Assert.That(classifier.Parameters.Values.ToArray(), Is.EqualTo(before));
    }

    [TestCase("BOOL", "[3]", 3)]
    [TestCase("I64", "[1,3]", 24)]
    [TestCase("I64", "[]", 8)]
    [TestCase("U8", "[0]", 0)]
    [TestCase("C64", "[2]", 16)]
    [TestCase("F4", "[6]", 3)]
    [TestCase("F32", "[2]", 8)] // of NaN
    [TestCase("F64", "[1]", 8)]
    public void Tensors_of_others_are_left_alone_whatever_they_are(string type, string shape, int bytes)
    {
        Network saved = Toys.Classifier(30), loaded = Toys.Classifier(30, seed: 9);
        SafetensorsFile.Write(_folder.File("alone"), ModelFile.ToTensors(ModelFile.Views(saved), ""));
        byte[] file = File.ReadAllBytes(_folder.File("alone"));
        int header = (int)BitConverter.ToUInt64(file), data = file.Length - 8 - header;
        string json = Encoding.UTF8.GetString(file, 8, header).TrimEnd()[..^1]
            + $$"""
            ,"other":{"dtype":"{{type}}","shape":{{shape}},"data_offsets":[{{data}},{{data + bytes}}]}
            """ + "}";
        byte[] content = [.. file[(8 + header)..], .. Enumerable.Repeat((byte)0xFF, bytes)];
        File.WriteAllBytes(_folder.File("more"), Safetensors.File(json, content));
        Pretrained.Load(_folder.File("more"), loaded);
        Assert.That(loaded.Parameters.Values.ToArray(), Is.EqualTo(saved.Parameters.Values.ToArray()));
        Assert.That(Pretrained.Fits(_folder.File("more"), loaded), Is.True);
        Network sequential = ModelFile.Read(_folder.File("more"), () => new Relu());
        Assert.That(sequential.Parameters.Values.ToArray(), Is.EqualTo(saved.Parameters.Values.ToArray()));
        Network other = Toys.Classifier(30, hidden: 17);
        Assert.That(Pretrained.Fits(_folder.File("more"), other), Is.False);
    }

    [Test]
    public void What_is_asked_for_and_can_not_be_read_is_named_and_nothing_is_overwritten()
    {
        Network saved = Toys.Classifier(30), network = Toys.Classifier(30, seed: 9);
        float[] before = network.Parameters.Values.ToArray();
        SafetensorsFile.Write(_folder.File("f"), ModelFile.ToTensors(ModelFile.Views(saved), ""));
        byte[] file = File.ReadAllBytes(_folder.File("f"));
        BitConverter.TryWriteBytes(file.AsSpan(file.Length - 4), float.NaN);
        File.WriteAllBytes(_folder.File("f"), file);
        Assert.That(() => Pretrained.Load(_folder.File("f"), network),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("'2.bias': element 2 is NaN"));
        Assert.That(network.Parameters.Values.ToArray(), Is.EqualTo(before));
        Assert.That(() => Pretrained.Load(_folder.File("f"), network, layers: ..2), Throws.Nothing,
            "the first layers only");
    }

    [Test]
    public void Frozen_layers_stay_as_they_are_and_the_others_learn()
    {
        Network classifier = Toys.Classifier(30);
        float[] trunk = classifier.ParametersOf(0).Span[0].Span.ToArray(),
            head = classifier.ParametersOf(2).Span[0].Span.ToArray();
        Dataset data = Toys.Images(40);
        var step = new SupervisedStep(
            Toys.Learner("classifier", classifier, 1e-2f), Toys.Batches(classifier, data, 16));
        Toys.Train(step, data.Count, 16, 2, new Freeze("classifier", ..1), new Freeze("another"));
        Assert.That(classifier.ParametersOf(0).Span[0].Span.ToArray(), Is.EqualTo(trunk));
        Assert.That(classifier.ParametersOf(2).Span[0].Span.ToArray(), Is.Not.EqualTo(head));
    }

    [Test]
    public void A_run_starts_from_a_run_and_a_frozen_encoder_is_the_one_it_started_from()
    {
        using TemporaryFolder data = new(), first = new(), second = new();
        ImageSource source = SmallRun.WriteData(data);
        SmallRun.Execute(SmallRun.Configuration, source, first.Path);
        RunConfiguration configuration =
            SmallRun.Configuration with { Seed = 1, From = first.Path, Freeze = ["encoder"] };
        SmallRun.Execute(configuration, source, second.Path);
        Assert.That(File.ReadAllBytes(second.File("encoder.safetensors")),
            Is.EqualTo(File.ReadAllBytes(first.File("encoder.safetensors"))));
        Assert.That(File.ReadAllBytes(second.File("classifier.safetensors")),
            Is.Not.EqualTo(File.ReadAllBytes(first.File("classifier.safetensors"))));
    }

    [Test]
    public void A_run_starts_a_network_from_the_file_that_fits_it()
    {
        using TemporaryFolder data = new(), first = new(), second = new();
        ImageSource source = SmallRun.WriteData(data);
        SmallRun.Execute(SmallRun.Configuration, source, first.Path);
        string file = first.File("encoder.safetensors");
        RunConfiguration untrained =
            SmallRun.Configuration with
            {
                Seed = 1,
                From = file,
                Prompts = SmallRun.Configuration.Prompts with { Epochs = 0 }
            };
        SmallRun.Execute(untrained, source, second.Path);
        Assert.That(File.ReadAllBytes(second.File("encoder.safetensors")), Is.EqualTo(File.ReadAllBytes(file)));
        ModelFile.Write(_folder.File("other"), Toys.Classifier(3));
        Assert.That(
            () => SmallRun.Execute(untrained with { From = _folder.File("other") }, source, second.Path),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("fits none"));
        Assert.That(() => SmallRun.Execute(untrained with { From = _folder.File("absent") }, source, second.Path),
            Throws.TypeOf<FileNotFoundException>());
    }

    [TestCase("sgd")]
    [TestCase("schedule-free-adamw")]
    public void Frozen_layers_keep_their_state_and_their_place_under_every_optimizer(string rule)
    {
        var network = new Network(
            30, new Dense(30, 8), new BatchNormalisation(8), new Relu(), new Dense(8, Toys.Classes));
        network.Initialise(new RandomStream(1));
        float[] parameters = network.Parameters.Values.ToArray(), state = network.State.Values.ToArray();
        Optimizer optimizer = rule == "sgd" ? new Sgd(network.Parameters, 0.9f)
            : new ScheduleFreeAdamW(network.Parameters);
        var model = new Model(network, new SoftmaxCrossEntropy(), optimizer, new ConstantSchedule(0.01f));
        model.Fit(Toys.Images(40),
            new() { BatchSize = 10, Epochs = 2, Callbacks = [new Freeze("model", ..2), new WeightAveraging()] });
        int head = network.Parameters.Slice(4).Start.Value;
        Assert.That(network.Parameters.Values[..head].ToArray(), Is.EqualTo(parameters[..head]));
        Assert.That(network.State.Values.ToArray(), Is.EqualTo(state));
        Assert.That(network.Parameters.Values[head..].ToArray(), Is.Not.EqualTo(parameters[head..]));
    }

    private static Matrix Sines()
    {
        Matrix input = Matrix.Allocate(6, 7);
        for (int i = 0; i < input.Length; i++)
        {
            input.Span[i] = MathF.Sin(i);
        }
        return input;
    }

    // The file by hand: Debian has PyTorch, but no package of the format.
    private const string Sequential = Start + """
        model = nn.Sequential(nn.Linear(7, 5), nn.ReLU(), nn.Linear(5, 4), nn.Tanh(), nn.Linear(4, 3), nn.Sigmoid())

        """ + Save;

    // Some steps in training mode, so that the running statistics are none of the first.
    private const string Normalised = Start + """
        model = nn.Sequential(nn.Linear(7, 5), nn.BatchNorm1d(5), nn.ReLU(), nn.Linear(5, 3))
        for _ in range(3):
            model(torch.randn(9, 7))
        model.eval()

        """ + Save;

    private const string Start = """
        import json, struct, sys
        import torch
        torch.manual_seed(1)
        nn = torch.nn

        """;

    private const string Save = """
        header, blob = {}, b''
        for name, tensor in model.state_dict().items():
            kind, form = ('I64', '<i8') if tensor.dtype == torch.int64 else ('F32', '<f4')
            data = tensor.numpy().astype(form).tobytes()
            header[name] = {'dtype': kind, 'shape': list(tensor.shape), 'data_offsets': [len(blob), len(blob) + len(data)]}
            blob += data
        text = json.dumps(header).encode()
        open(sys.argv[1], 'wb').write(struct.pack('<Q', len(text)) + text + blob)
        x = torch.sin(torch.arange(42, dtype=torch.float64)).reshape(6, 7)
        print(*[repr(float(y)) for y in model.double()(x).flatten()])
        """;
}
