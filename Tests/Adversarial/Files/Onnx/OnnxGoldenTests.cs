using System.Text.Json;
using NUnit.Framework;
using Scratch.Adversarial.Files.Onnx;
using Scratch.Layers;

namespace Scratch.Tests.Adversarial.Files.Onnx;

/// <summary>Networks that PyTorch wrote answer here as there: Tests/golden/onnx_torch.py.</summary>
internal sealed class OnnxGoldenTests
{
    private const double Tolerance = 1e-5;

    private static readonly JsonElement Answers =
        JsonDocument.Parse(File.ReadAllText(Repository.FullPath("Tests/golden/onnx/answers.json"))).RootElement;

    private static IEnumerable<string> Names => Answers.EnumerateObject().Select(entry => entry.Name);

    [TestCaseSource(nameof(Names))]
    public void It_answers_as_it_does_there(string name)
    {
        Network network = OnnxFile.Read(Repository.FullPath($"Tests/golden/onnx/{name}.onnx"));
        float[] input = Numbers(name, "input"), expected = Numbers(name, "output");
        float[] output = new float[expected.Length];
        new Predictor(network).Predict(input, output);
        Assert.That(output, Is.EqualTo(expected).Within(Tolerance));
    }

    [TestCase("torch-activations", "Dense LeakyRelu Dense Elu Dense Gelu Dense Silu Dense Softplus Dense Tanh Dense Sigmoid")]
    [TestCase("torch-norms-14", "Dense LayerNormalisation Relu Dense BatchNormalisation Dense")]
    [TestCase("torch-training-form", "Dense Relu Dense Softmax")]
    [TestCase("torch-standardised", "Standardisation Dense Relu Dense")]
    [TestCase("keras-form", "Dense Relu Dense Softmax")]
    public void Its_layers_are_those_that_were_written(string name, string layers) => Assert.That(
        string.Join(' ', OnnxFile.Read(Repository.FullPath($"Tests/golden/onnx/{name}.onnx")).Layers
            .Select(layer => layer.Type)),
        Is.EqualTo(layers));

    private static float[] Numbers(string name, string what) =>
        [.. Answers.GetProperty(name).GetProperty(what).EnumerateArray().Select(value => value.GetSingle())];
}
