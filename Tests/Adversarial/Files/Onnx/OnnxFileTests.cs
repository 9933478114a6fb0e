using NUnit.Framework;
using Scratch.Adversarial.Files;
using Scratch.Adversarial.Files.Onnx;
using Scratch.Engine;
using Scratch.Layers;

namespace Scratch.Tests.Adversarial.Files.Onnx;

/// <summary>What is written to ONNX is read again bit by bit.</summary>
internal sealed class OnnxFileTests
{
    private static IEnumerable<string> Kinds => LayerCatalog.All.Select(kind => kind.Name);

    [TestCaseSource(nameof(Kinds))]
    public void Every_layer_comes_back_as_it_was(string kind)
    {
        Layer layer = LayerCatalog.Find(kind).Example(inputs: 12, outputs: 7);
        Network network = Filled(new Network(
            5, new Dense(5, 12), layer, new Dense(layer.OutputsFor(12), 3), new Tanh()));
        byte[] file = Write(network);
        Network read = OnnxFile.Read(new MemoryStream(file), "f.onnx");
        Assert.That(ModelBytes(read), Is.EqualTo(ModelBytes(network)));
        Assert.That(Write(read), Is.EqualTo(file));
    }

    [Test]
    public void Without_the_text_of_its_layers_a_chain_is_read_by_its_graph()
    {
        Network network = Filled(new Network(
            4, new Standardisation(4), new Dense(4, 6), new LeakyRelu(0.3f), new Dense(6, 6), new Elu(0.7f),
            new LayerNormalisation(6), new Gelu(), new BatchNormalisation(6, momentum: 0.2f), new GeluTanh(),
            new Dropout(0.25f), new Silu(), new Softplus(), new Tanh(), new Relu(), new Dense(6, 3), new Softmax()));
        OnnxModel model = OnnxReader.Read(Write(network), "f", folder: null);
        model.Metadata.Clear();
        Network read = new OnnxImport(model, "f").Run();
        Assert.That(read.Layers.Select(layer => layer.Type), Is.EqualTo(network.Layers.Select(layer => layer.Type)));
        Assert.That(ModelBytes(read), Is.EqualTo(ModelBytes(network)));
    }

    [Test]
    public void A_text_that_the_graph_contradicts_is_not_believed()
    {
        Network network = Filled(new Network(3, new Dense(3, 3), new Relu()));
        OnnxModel model = OnnxReader.Read(Write(network), "f", folder: null);
        model.Nodes[^1] = new OnnxNode("Tanh", "other", model.Nodes[^1].Inputs, model.Nodes[^1].Outputs);
        using var stream = new MemoryStream();
        OnnxWriter.Write(model, "changed").WriteTo(stream);
        stream.Position = 0;
        Assert.That(OnnxFile.Read(stream, "f").Layers.Select(layer => layer.Type), Is.EqualTo(["Dense", "Tanh"]));
    }

    [Test]
    public void A_file_is_written_whole_with_its_texts()
    {
        using TemporaryFolder folder = new();
        Network network = Filled(new Network(3, new Dense(3, 2)));
        OnnxFile.Write(folder.File("n.onnx"), network, "classifier", new Dictionary<string, string> { ["classes"] = "a,b" });
        OnnxModel model = OnnxReader.Read(File.ReadAllBytes(folder.File("n.onnx")), "n", null);
        Assert.That(model.Metadata["classes"], Is.EqualTo("a,b"));
        Assert.That(model.Inputs.Single(), Has.Property("Name").EqualTo("input").And.Property("Shape").EqualTo(new long[] { -1, 3 }));
        Assert.That(model.Outputs.Single(), Has.Property("Name").EqualTo("output").And.Property("Shape").EqualTo(new long[] { -1, 2 }));
        Assert.That(ModelBytes(OnnxFile.Read(folder.File("n.onnx"))), Is.EqualTo(ModelBytes(network)));
    }

    [Test]
    public void A_network_with_NaN_is_not_written()
    {
        var network = new Network(1, new Dense(1, 1));
        network.Parameters.Values[0] = float.NaN;
        Assert.That(() => Write(network), Throws.ArgumentException.With.Message.Contains("NaN"));
    }

    public static Network Filled(Network network)
    {
        network.Initialise(new RandomStream(Seed: 4));
        for (int i = 0; i < network.Parameters.Count; i++)
        {
            new RandomStream(Seed: 5).Fork(i).FillUniform(network.Parameters.ValueViews.Span[i].Span, 0.1f, 0.9f);
        }
        for (int i = 0; i < network.State.Count; i++)
        {
            new RandomStream(Seed: 6).Fork(i).FillUniform(network.State.ValueViews.Span[i].Span, 0.1f, 0.9f);
        }
        return network;
    }

    private static byte[] Write(Network network)
    {
        using var stream = new MemoryStream();
        OnnxFile.Write(stream, network);
        return stream.ToArray();
    }

    private static byte[] ModelBytes(Network network)
    {
        using TemporaryFolder folder = new();
        ModelFile.Write(folder.File("m"), network);
        return File.ReadAllBytes(folder.File("m"));
    }
}
