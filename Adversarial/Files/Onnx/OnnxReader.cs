namespace Scratch.Adversarial.Files.Onnx;

/// <summary>A file of ONNX as a model: what is in it, without a look at what it means.</summary>
/// <remarks>
/// Files are read as hostile: every length is checked against what is there, what a message is made of is counted
/// before it is made, and the numbers of a constant are read only when they are asked for.
/// </remarks>
internal sealed class OnnxReader
{
    private const int ItemsOfAnyFile = 4096, BytesOfItem = 32;
    private const int OldestOpset = 7, NewestOpset = 25; // what the formulas of the operators are read by

    private readonly OnnxTensorReader _tensors;
    private readonly OnnxModel _model;
    private int _itemsLeft;
    private bool _hasGraph;
    private long _opset;

    private OnnxReader(string name, int length, string? folder)
    {
        _model = new OnnxModel { Bytes = length };
        _itemsLeft = ItemsOfAnyFile + (length / BytesOfItem);
        _tensors = new OnnxTensorReader(folder);
    }

    /// <summary>Reads a model.</summary>
    /// <param name="file">The bytes, which the model keeps.</param>
    /// <param name="name">What error messages call it.</param>
    /// <param name="folder">Where constants may be that the file keeps outside; null for none.</param>
    /// <exception cref="InvalidDataException">It is damaged, or of a version or form that is not read.</exception>
    public static OnnxModel Read(byte[] file, string name, string? folder)
    {
        var reader = new OnnxReader(name, file.Length, folder);
        reader.ReadModel(new ProtobufReader(name, file, Range.All), file);
        return reader._model;
    }

    private void ReadModel(ProtobufReader fields, byte[] file)
    {
        while (fields.Next())
        {
            switch (fields.Field)
            {
                case 7 when !_hasGraph:
                    ReadGraph(fields.ReadMessage(), file);
                    _hasGraph = true;
                    break;
                case 8:
                    ReadOpset(fields.ReadMessage());
                    break;
                case 14:
                    (string key, string text) = ReadEntry(fields.ReadMessage());
                    _model.Metadata[key] = text;
                    break;
                default:
                    fields.Skip();
                    break;
            }
        }
        if (!_hasGraph)
        {
            throw fields.Error("the file has no graph, so it is no model of ONNX");
        }
        if (_opset is < OldestOpset or > NewestOpset)
        {
            throw fields.Error($"the operators are of version {_opset}, expected {OldestOpset} to {NewestOpset}");
        }
    }

    private void ReadOpset(ProtobufReader fields)
    {
        string domain = "";
        long version = 0;
        while (fields.Next())
        {
            switch (fields.Field)
            {
                case 1: domain = fields.ReadText(); break;
                case 2: version = fields.ReadInteger(); break;
                default: fields.Skip(); break;
            }
        }
        _opset = IsOrdinary(domain) ? version : _opset; // operators of another domain are refused where they are met
    }

    private void ReadGraph(ProtobufReader fields, byte[] file)
    {
        while (fields.Next())
        {
            switch (fields.Field)
            {
                case 1:
                    Count(fields);
                    _model.Nodes.Add(ReadNode(fields.ReadMessage(), file));
                    break;
                case 5:
                    Count(fields);
                    OnnxTensor tensor = _tensors.Read(fields.ReadMessage(), file);
                    if (!_model.Constants.TryAdd(tensor.Name, tensor))
                    {
                        throw fields.Error($"the constant {SafetensorsHeader.Quote(tensor.Name)} occurs twice");
                    }
                    break;
                case 11:
                    Count(fields);
                    _model.Inputs.Add(ReadValue(fields.ReadMessage()));
                    break;
                case 12:
                    Count(fields);
                    _model.Outputs.Add(ReadValue(fields.ReadMessage()));
                    break;
                case 15:
                    throw fields.Error("the file has sparse constants, which are not read");
                default:
                    fields.Skip();
                    break;
            }
        }
    }

    private OnnxNode ReadNode(ProtobufReader fields, byte[] file)
    {
        List<string> inputs = [], outputs = [];
        string name = "", type = "", domain = "";
        List<(string Name, OnnxAttribute Value)> attributes = [];
        while (fields.Next())
        {
            switch (fields.Field)
            {
                case 1:
                    Count(fields);
                    inputs.Add(fields.ReadText());
                    break;
                case 2:
                    Count(fields);
                    outputs.Add(fields.ReadText());
                    break;
                case 3: name = fields.ReadText(); break;
                case 4: type = fields.ReadText(); break;
                case 5:
                    Count(fields);
                    attributes.Add(ReadAttribute(fields.ReadMessage(), file));
                    break;
                case 7: domain = fields.ReadText(); break;
                default: fields.Skip(); break;
            }
        }
        var node = new OnnxNode(
            IsOrdinary(domain) ? type : $"{domain}.{type}", name, [.. inputs], [.. outputs]);
        foreach ((string key, OnnxAttribute value) in attributes)
        {
            node.Attributes[key] = value;
        }
        return node;
    }

    private (string Name, OnnxAttribute Value) ReadAttribute(ProtobufReader fields, byte[] file)
    {
        string name = "";
        var value = new OnnxAttribute();
        List<long> integers = [];
        int type = 0;
        while (fields.Next())
        {
            switch (fields.Field)
            {
                case 1: name = fields.ReadText(); break;
                case 2:
                    value = value with { Float = fields.ReadFloat() };
                    if (!float.IsFinite(value.Float.Value))
                    {
                        throw fields.Error($"the attribute {SafetensorsHeader.Quote(name)} is {value.Float}");
                    }
                    break;
                case 3: value = value with { Integer = fields.ReadInteger() }; break;
                case 4: value = value with { Text = fields.ReadText() }; break;
                case 5: value = value with { Tensor = _tensors.Read(fields.ReadMessage(), file) }; break;
                case 8: OnnxTensorReader.ReadIntegers(ref fields, integers, file); break;
                case 20: type = (int)fields.ReadInteger(); break;
                default: fields.Skip(); break;
            }
        }
        // some writers leave out a value of zero, and the type says what it is
        value = type switch
        {
            1 => value with { Float = value.Float ?? 0 },
            2 => value with { Integer = value.Integer ?? 0 },
            3 => value with { Text = value.Text ?? "" },
            7 => value with { Integers = [.. integers] },
            _ => integers.Count > 0 ? value with { Integers = [.. integers] } : value,
        };
        return (name, value);
    }

    /// <summary>A value's name, and its sizes if it is a tensor that has some.</summary>
    private static OnnxValue ReadValue(ProtobufReader fields)
    {
        string name = "";
        long[]? shape = null;
        while (fields.Next())
        {
            switch (fields.Field)
            {
                case 1: name = fields.ReadText(); break;
                case 2: shape = ReadType(fields.ReadMessage()); break;
                default: fields.Skip(); break;
            }
        }
        return new OnnxValue(name, shape);
    }

    /// <summary>TypeProto → its tensor_type → its shape → its dim, each of which has a dim_value or is free.</summary>
    private static long[]? ReadType(ProtobufReader fields, int depth = 0)
    {
        List<long>? sizes = null;
        while (fields.Next())
        {
            if (depth < 2 && fields.Field == depth + 1)
            {
                return ReadType(fields.ReadMessage(), depth + 1);
            }
            if (depth == 2 && fields.Field == 1)
            {
                sizes ??= [];
                sizes.Add(ReadDimension(fields.ReadMessage()));
            }
            else
            {
                fields.Skip();
            }
        }
        return depth == 2 ? [.. sizes ?? []] : null;
    }

    private static long ReadDimension(ProtobufReader fields)
    {
        long size = -1;
        while (fields.Next())
        {
            if (fields.Field == 1)
            {
                size = fields.ReadInteger();
            }
            else
            {
                fields.Skip();
            }
        }
        return size;
    }

    private static (string Key, string Text) ReadEntry(ProtobufReader fields)
    {
        (string key, string text) = ("", "");
        while (fields.Next())
        {
            switch (fields.Field)
            {
                case 1: key = fields.ReadText(); break;
                case 2: text = fields.ReadText(); break;
                default: fields.Skip(); break;
            }
        }
        return (key, text);
    }

    private static bool IsOrdinary(string domain) => domain is "" or "ai.onnx";

    /// <summary>One node, input, attribute or constant more: a few bytes for each would fill the memory.</summary>
    private void Count(in ProtobufReader fields)
    {
        if (_itemsLeft-- == 0)
        {
            throw fields.Error("the graph has more nodes and constants than a file of its length is worth");
        }
    }
}
