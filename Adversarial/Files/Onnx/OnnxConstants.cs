namespace Scratch.Adversarial.Files.Onnx;

/// <summary>
/// What of a graph is constant: what the file holds, constants as nodes, and what is only another form of these.
/// </summary>
internal sealed class OnnxConstants
{
    private const int FloatsOfAnyFile = 1 << 14;
    private const int UsesOfFloat = 2; // biases may be shared; a weight that all layers share is no network of ours

    private readonly string _name;
    private readonly Dictionary<string, OnnxTensor> _tensors = new(StringComparer.Ordinal);
    private readonly HashSet<OnnxTensor> _read = [];
    private long _floatsLeft = FloatsOfAnyFile;

    /// <summary>Finds them in one walk through the nodes, which come in order.</summary>
    public OnnxConstants(OnnxModel model, string name)
    {
        _name = name;
        foreach ((string key, OnnxTensor tensor) in model.Constants)
        {
            _tensors[key] = tensor;
        }
        foreach (OnnxNode node in model.Nodes)
        {
            if (node.Outputs is [{ } output] && Derive(node) is { } tensor)
            {
                _tensors.TryAdd(output, tensor);
            }
        }
    }

    /// <summary>The constant of that name; null if there is none.</summary>
    public OnnxTensor? Find(string value) => _tensors.GetValueOrDefault(value);

    /// <summary>The floats of a constant. Those of the file make room for as many parameters.</summary>
    public float[] Floats(OnnxTensor tensor)
    {
        float[] values = tensor.Floats;
        if (_read.Add(tensor))
        {
            _floatsLeft += (long)UsesOfFloat * values.Length;
        }
        return values;
    }

    /// <summary>Takes room for parameters, so that a short file can't ask for much of it.</summary>
    public void Count(long floats)
    {
        _floatsLeft -= floats;
        if (_floatsLeft < 0)
        {
            throw new InvalidDataException(
                $"{_name}: the layers have many times as many parameters as the file has numbers; expected weights of "
                + "their own.");
        }
    }

    private OnnxTensor? Derive(OnnxNode node)
    {
        if (node.Operator == "Constant")
        {
            return node.Attributes switch
            {
                var a when a.TryGetValue("value", out OnnxAttribute? v) => v.Tensor,
                var a when a.TryGetValue("value_float", out OnnxAttribute? v) && v.Float is { } number =>
                    OnnxTensor.OfFloats(node.Outputs[0], [], () => [number]),
                var a when a.TryGetValue("value_int", out OnnxAttribute? v) && v.Integer is { } number =>
                    OnnxTensor.OfIntegers(node.Outputs[0], [], () => [number]),
                var a when a.TryGetValue("value_ints", out OnnxAttribute? v) && v.Integers is { } numbers =>
                    OnnxTensor.OfIntegers(node.Outputs[0], [numbers.Length], () => numbers),
                _ => null,
            };
        }
        if (node.Inputs is not [{ } input, ..] || !_tensors.TryGetValue(input, out OnnxTensor? tensor))
        {
            return null;
        }
        return node.Operator switch
        {
            "Identity" => tensor,
            "Cast" when tensor.IsFloats && node.Attributes.TryGetValue("to", out OnnxAttribute? to)
                && to.Integer == 1 => tensor,
            "Transpose" when tensor.IsFloats && tensor.Shape is [var rows, var columns] && Turns(node) =>
                OnnxTensor.OfFloats(tensor.Name, [columns, rows], () => Turned(tensor, rows, columns)),
            _ => null,
        };
    }

    private static bool Turns(OnnxNode node) =>
        !node.Attributes.TryGetValue("perm", out OnnxAttribute? order) || order.Integers is [1, 0];

    private float[] Turned(OnnxTensor tensor, int rows, int columns)
    {
        float[] values = Floats(tensor);
        Count(values.Length);
        float[] turned = new float[values.Length];
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                turned[(column * rows) + row] = values[(row * columns) + column];
            }
        }
        return turned;
    }
}
