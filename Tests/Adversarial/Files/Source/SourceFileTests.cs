using NUnit.Framework;
using Scratch.Adversarial.Files.Source;
using Scratch.Engine;
using Scratch.Layers;
using Scratch.Tests.Adversarial.Files.Onnx;

namespace Scratch.Tests.Adversarial.Files.Source;

/// <summary>
/// Classes that were exported are compiled with the tests: they are what is exported now, and answer as the networks
/// do. SCRATCH_WRITE_KERNELS=1 writes them again.
/// </summary>
internal sealed class SourceFileTests
{
    private const double Tolerance = 1e-6;

    private static readonly Network Classifier = OnnxFileTests.Filled(new Network(
        700, new Dense(700, 30), new Relu(), new Dropout(0.3f), new Dense(30, 5)));

    private static readonly Network EveryLayer = OnnxFileTests.Filled(new Network(
        6, new Standardisation(6), new Dense(6, 9), new LayerNormalisation(9), new LeakyRelu(), new Dense(9, 8), new Elu(0.7f),
        new SpectralDense(8, 9), new Gelu(), new GaussianNoise(0.1f), new Dense(9, 7), new BatchNormalisation(7), new GeluTanh(),
        new GaussianHeads(7, 4), new Silu(), new Dense(8, 6), new Softplus(), new Dense(6, 6), new Tanh(), new Dense(6, 5),
        new Sigmoid(), new Dense(5, 1), new Relu(), new Dense(1, 3), new Softmax()));

    [Test]
    public void A_classifier_has_the_same_bits()
    {
        var exported = new ExportedClassifier(Weights(nameof(ExportedClassifier), Classifier));
        foreach ((float[] input, float[] expected) in Examples(Classifier))
        {
            float[] output = new float[5];
            exported.Predict(input, output);
            Assert.That(output, Is.EqualTo(expected));
        }
    }

    [Test]
    public void Every_layer_answers_as_here()
    {
        var exported = new ExportedLayers(Weights(nameof(ExportedLayers), EveryLayer));
        foreach ((float[] input, float[] expected) in Examples(EveryLayer))
        {
            float[] output = new float[3];
            exported.Predict(input, output);
            Assert.That(output, Is.EqualTo(expected).Within(Tolerance));
        }
    }

    [Test]
    public void A_layer_of_sounds_is_refused_by_its_name() => Assert.That(
        () => SourceFile.Create("A", new Network(8, new MeanNormalisation(2))),
        Throws.TypeOf<NotSupportedException>().With.Message.Contains("MeanNormalisation"));

    [TestCase("")]
    [TestCase("2fast")]
    [TestCase("my-class")]
    public void What_is_no_name_of_a_class_is_refused(string name) => Assert.That(
        () => SourceFile.Create(name, Classifier), Throws.ArgumentException.With.Message.Contains($"'{name}' is no name"));

    /// <summary>The weights of a class whose text is the one that is kept.</summary>
    private static MemoryStream Weights(string name, Network network)
    {
        (string source, float[] weights) = SourceFile.Create(name, network);
        string path = Repository.FullPath($"Tests/Adversarial/Files/Source/{name}.g.cs");
        if (Environment.GetEnvironmentVariable("SCRATCH_WRITE_KERNELS") == "1")
        {
            File.WriteAllText(path, source);
        }
        Assert.That(File.ReadAllText(path), Is.EqualTo(source));
        return new MemoryStream([.. weights.SelectMany(BitConverter.GetBytes)]);
    }

    private static IEnumerable<(float[] Input, float[] Expected)> Examples(Network network)
    {
        Matrix inputs = Matrix.Allocate(20, network.Inputs);
        new RandomStream(Seed: 8).FillNormal(inputs.Span);
        Matrix outputs = network.PredictOutputs(inputs);
        return Enumerable.Range(0, inputs.Rows).Select(row => (inputs.Row(row).ToArray(), outputs.Row(row).ToArray()));
    }
}
