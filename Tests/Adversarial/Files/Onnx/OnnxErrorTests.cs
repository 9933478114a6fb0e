using NUnit.Framework;
using Scratch.Adversarial.Files.Onnx;
using Scratch.Engine;
using Scratch.Layers;

namespace Scratch.Tests.Adversarial.Files.Onnx;

/// <summary>Files that are damaged, or made to do harm: each is refused in one line that names file and place.</summary>
internal sealed class OnnxErrorTests
{
    private static readonly float[] Six = [1, 2, 3, 4, 5, 6];

    [Test]
    public void Every_file_that_ends_early_is_refused()
    {
        byte[] whole = Bytes(File(Graph()));
        for (int length = 0; length < whole.Length; length++)
        {
            byte[] part = whole[..length];
            Assert.That(() => Read(part), Throws.TypeOf<InvalidDataException>(), $"{length}");
        }
        Assert.That(Read(whole).Outputs, Is.EqualTo(2));
    }

    [Test]
    public void A_length_that_lies_is_refused() => Refused(
        [0x3A, 0xFF, 0xFF, 0xFF, 0xFF, 0x07, 0], "f: at byte 6: field 7 has 2147483647 bytes, expected at most 1");

    [Test]
    public void A_whole_number_without_an_end_is_refused() =>
        Refused([0x08, .. Enumerable.Repeat((byte)0xFF, 20)], "a whole number has more than 10 bytes");

    [Test]
    public void What_is_no_protocol_buffer_is_refused() => Refused([0x0B, 1], "field 1 of wire type 3");

    [TestCase(long.MaxValue, 2)]
    [TestCase(-1, 2)]
    public void A_dimension_that_no_array_has_is_refused(long rows, long columns) => Refused(
        File(Graph(weights: Tensor("w", [rows, columns], Six))), $"'w' has a dimension of {rows}");

    [TestCase(int.MaxValue, 3, "is larger than memory could hold")]
    [TestCase(40_000, 40_000, "'w' (40000, 40000) has 24 bytes, expected 6400000000")]
    [TestCase(3, 3, "'w' (3, 3) has 24 bytes, expected 36")]
    public void A_shape_that_the_numbers_do_not_fill_is_refused(long rows, long columns, string message) =>
        Refused(File(Graph(weights: Tensor("w", [rows, columns], Six), inputs: (int)columns)), message);

    [Test]
    public void A_constant_that_is_missing_is_refused() => Refused(
        File(Graph(weights: Tensor("other", [2, 3], Six))), "f: the node 'n' (Gemm) reads 'w', which is neither a constant nor");

    [Test]
    public void Weights_that_are_no_constant_are_refused() => Refused(
        File(Graph(nodes: [Node("Gemm", "n", ["x", "x"], ["y"])])), "the node 'n' (Gemm) has no constant as input 1");

    [Test]
    public void A_circle_is_refused()
    {
        Refused(
            File(Graph(nodes: [Node("Relu", "a", ["z"], ["y"]), Node("Relu", "b", ["y"], ["z"])])),
            "f: the node 'a' (Relu) reads 'z', which it or a later node writes: the graph has a circle");
        Refused(File(Graph(nodes: [Node("Relu", "a", ["y"], ["y"])])), "the graph has a circle");
    }

    [TestCase("/etc/hostname")]
    [TestCase("../hostname")]
    [TestCase("a/../../b")]
    [TestCase("")]
    [TestCase("missing")]
    [TestCase("link")]
    public void Numbers_outside_of_the_folder_are_refused(string location)
    {
        using TemporaryFolder folder = new();
        Directory.CreateDirectory(folder.File("in"));
        System.IO.File.WriteAllBytes(folder.File("hostname"), new byte[24]);
        System.IO.File.CreateSymbolicLink(folder.File("in/link"), folder.File("hostname"));
        System.IO.File.WriteAllBytes(folder.File("in/f.onnx"), Bytes(File(Graph(weights: External(location)))));
        Assert.That(() => OnnxFile.Read(folder.File("in/f.onnx")),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("expected one in the folder of the model"));
    }

    [Test]
    public void Numbers_in_a_file_beside_it_are_read()
    {
        using TemporaryFolder folder = new();
        System.IO.File.WriteAllBytes(folder.File("f.data"), [.. new byte[8], .. Six.SelectMany(BitConverter.GetBytes)]);
        System.IO.File.WriteAllBytes(folder.File("f.onnx"), Bytes(File(Graph(weights: External("f.data", "8")))));
        Network network = OnnxFile.Read(folder.File("f.onnx"));
        Assert.That(network.PredictOutputs(Matrix.FromRows([1, 0, 0])).Span.ToArray(), Is.EqualTo(new float[] { 1, 4 }));
        System.IO.File.WriteAllBytes(folder.File("f.onnx"), Bytes(File(Graph(weights: External("f.data", "9")))));
        Assert.That(() => OnnxFile.Read(folder.File("f.onnx")),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("asks for 24 bytes at 9 of 'f.data', which has 32"));
        Refused(File(Graph(weights: External("f.data"))), "there is no folder to look in");
    }

    [Test]
    public void What_is_not_read_is_refused_by_its_name()
    {
        Refused(File(Graph(nodes: [Node("Conv", "n", ["x", "w"], ["y"])])), "f: the node 'n' (Conv) is not read; expected");
        Refused(File(Graph(nodes: [Node("Relu", "", ["x"], ["y"], domain: "com.acme")])), "a node com.acme.Relu is not read");
        Refused(File(Graph(nodes: [Node("Gemm", "n", ["x", "w"], ["y"], ("alpha", 2f))])), "alpha is 2, expected 1");
        Refused(File(Graph(nodes: [Node("Relu", "a", ["x"], ["y"]), Node("Tanh", "b", ["x"], ["z"])])),
            "'x' is read by 2 nodes, among them the node 'a' (Relu): expected a chain of layers without branches");
        Refused(File(Graph(nodes: [Node("Relu", "a", ["x"], ["z"])])), "'z' is read by no node, and it is not the output");
        Refused(File(Graph(weights: Tensor("w", [2, 3], [1, 2, 3, 4, 5, float.NaN]))), "element 5 of the constant 'w' (2, 3) is NaN");
        Refused(File(Graph(weights: Tensor("w", [3, 2], Six))), "takes 2 numbers of an example, but it is given 3");
        Refused(File(Graph(), opset: 99), "the operators are of version 99, expected 7 to 25");
        Refused(Bytes(new ProtobufMessage().Add(1, 9)), "the file has no graph");
        Refused(File(Graph(nodes: [Node("Relu\n\u001b[2J", "n", ["x"], ["y"])])), "(Relu\\n\\u001B[2J)");
    }

    [Test]
    public void A_few_numbers_make_no_large_network()
    {
        // a thousand layers that share one matrix of 64 KB would be 64 MB
        const int width = 128;
        List<ProtobufMessage> nodes = [];
        for (int i = 0; i < 500; i++)
        {
            nodes.Add(Node("MatMul", "", [i == 0 ? "x" : $"v{i}", "w"], [i == 499 ? "y" : $"v{i + 1}"]));
        }
        Refused(
            File(Graph(nodes: [.. nodes], weights: Tensor("w", [width, width], new float[width * width]), inputs: width)),
            "the layers have many times as many parameters as the file has numbers");
    }

    [Test]
    public void Many_tiny_nodes_are_refused_before_they_fill_the_memory()
    {
        var graph = new ProtobufMessage();
        for (int i = 0; i < 100_000; i++)
        {
            graph.Add(1, new ProtobufMessage());
        }
        Refused(File(graph), "the graph has more nodes and constants than a file of its length is worth");
    }

    private static ProtobufMessage Graph(
        ProtobufMessage[]? nodes = null, ProtobufMessage? weights = null, int inputs = 3)
    {
        var graph = new ProtobufMessage();
        foreach (ProtobufMessage node in nodes ?? [Node("Gemm", "n", ["x", "w"], ["y"], ("transB", 1L))])
        {
            graph.Add(1, node);
        }
        return graph.Add(5, weights ?? Tensor("w", [2, 3], Six)).Add(11, Value("x", inputs)).Add(12, Value("y", 2));
    }

    private static ProtobufMessage Node(
        string type, string name, string[] inputs, string[] outputs, (string Name, object Value)? attribute = null,
        string domain = "")
    {
        var node = new ProtobufMessage();
        Array.ForEach(inputs, input => node.Add(1, input));
        Array.ForEach(outputs, output => node.Add(2, output));
        node.Add(3, name).Add(4, type).Add(7, domain);
        if (attribute is { } given)
        {
            ProtobufMessage message = new ProtobufMessage().Add(1, given.Name);
            node.Add(5, given.Value is float real ? message.Add(2, real).Add(20, 1) : message.Add(3, (long)given.Value).Add(20, 2));
        }
        return node;
    }

    private static ProtobufMessage Tensor(string name, long[] shape, float[] values)
    {
        var tensor = new ProtobufMessage();
        Array.ForEach(shape, size => tensor.Add(1, size));
        return tensor.Add(2, 1).Add(8, name).AddRaw(9, values);
    }

    private static ProtobufMessage External(string location, string? offset = null)
    {
        ProtobufMessage tensor = new ProtobufMessage().Add(1, 2).Add(1, 3).Add(2, 1).Add(8, "w")
            .Add(13, new ProtobufMessage().Add(1, "location").Add(2, location)).Add(14, 1);
        return offset is null ? tensor : tensor.Add(13, new ProtobufMessage().Add(1, "offset").Add(2, offset));
    }

    private static ProtobufMessage Value(string name, int width)
    {
        ProtobufMessage shape = new ProtobufMessage()
            .Add(1, new ProtobufMessage().Add(2, "batch")).Add(1, new ProtobufMessage().Add(1, width));
        return new ProtobufMessage().Add(1, name).Add(
            2, new ProtobufMessage().Add(1, new ProtobufMessage().Add(1, 1).Add(2, shape)));
    }

    private static ProtobufMessage File(ProtobufMessage graph, int opset = 17) => new ProtobufMessage()
        .Add(1, 8).Add(7, graph).Add(8, new ProtobufMessage().Add(1, "").Add(2, opset));

    private static void Refused(ProtobufMessage file, string message) => Refused(Bytes(file), message);

    private static void Refused(byte[] file, string message) => Assert.That(
        () => Read(file),
        Throws.TypeOf<InvalidDataException>().With.Message.Contains(message).And.Message.Not.Contains("\n"));

    private static Network Read(byte[] file) => OnnxFile.Read(new MemoryStream(file), "f");

    private static byte[] Bytes(ProtobufMessage message)
    {
        using var stream = new MemoryStream();
        message.WriteTo(stream);
        return stream.ToArray();
    }
}
