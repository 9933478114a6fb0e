namespace Scratch.Adversarial.Files.Onnx;

/// <summary>A model as the messages of its file. The numbers are those of onnx.proto.</summary>
internal static class OnnxWriter
{
    private const int FloatType = 1, IntegerType = 7; // TensorProto.DataType
    private const int FloatAttribute = 1, IntegerAttribute = 2, TextAttribute = 3, IntegersAttribute = 7;

    /// <summary>The file.</summary>
    /// <param name="model">The model.</param>
    /// <param name="name">The name of its graph.</param>
    public static ProtobufMessage Write(OnnxModel model, string name)
    {
        var graph = new ProtobufMessage();
        foreach (OnnxNode node in model.Nodes)
        {
            graph.Add(1, Node(node));
        }
        graph.Add(2, name);
        foreach (OnnxTensor tensor in model.Constants.Values)
        {
            graph.Add(5, Tensor(tensor));
        }
        model.Inputs.ForEach(value => graph.Add(11, Value(value)));
        model.Outputs.ForEach(value => graph.Add(12, Value(value)));
        var file = new ProtobufMessage()
            .Add(1, OnnxModel.Format)
            .Add(2, "Scratch")
            .Add(3, typeof(OnnxWriter).Assembly.GetName().Version!.ToString(fieldCount: 3))
            .Add(7, graph)
            .Add(8, new ProtobufMessage().Add(1, "").Add(2, OnnxModel.Opset));
        foreach ((string key, string text) in model.Metadata)
        {
            file.Add(14, new ProtobufMessage().Add(1, key).Add(2, text));
        }
        return file;
    }

    private static ProtobufMessage Node(OnnxNode node)
    {
        var message = new ProtobufMessage();
        foreach (string input in node.Inputs)
        {
            message.Add(1, input);
        }
        foreach (string output in node.Outputs)
        {
            message.Add(2, output);
        }
        message.Add(3, node.Name).Add(4, node.Operator);
        foreach ((string name, OnnxAttribute attribute) in node.Attributes)
        {
            message.Add(5, Attribute(name, attribute));
        }
        return message;
    }

    private static ProtobufMessage Attribute(string name, OnnxAttribute attribute)
    {
        ProtobufMessage message = new ProtobufMessage().Add(1, name);
        if (attribute.Float is { } number)
        {
            return message.Add(2, number).Add(20, FloatAttribute);
        }
        if (attribute.Integer is { } integer)
        {
            return message.Add(3, integer).Add(20, IntegerAttribute);
        }
        if (attribute.Text is { } text)
        {
            return message.Add(4, text).Add(20, TextAttribute);
        }
        foreach (long value in attribute.Integers!)
        {
            message.Add(8, value);
        }
        return message.Add(20, IntegersAttribute);
    }

    private static ProtobufMessage Tensor(OnnxTensor tensor)
    {
        var message = new ProtobufMessage();
        foreach (int size in tensor.Shape)
        {
            message.Add(1, size);
        }
        message.Add(2, tensor.IsFloats ? FloatType : IntegerType).Add(8, tensor.Name);
        return tensor.IsFloats ? message.AddRaw(9, tensor.Floats) : message.AddRaw(9, tensor.Integers);
    }

    /// <summary>A value of floats; the size that is free is called <c>batch</c>.</summary>
    private static ProtobufMessage Value(OnnxValue value)
    {
        var shape = new ProtobufMessage();
        foreach (long size in value.Shape!)
        {
            var dimension = new ProtobufMessage();
            shape.Add(1, size < 0 ? dimension.Add(2, "batch") : dimension.Add(1, size));
        }
        ProtobufMessage tensor = new ProtobufMessage().Add(1, FloatType).Add(2, shape);
        return new ProtobufMessage().Add(1, value.Name).Add(2, new ProtobufMessage().Add(1, tensor));
    }
}
