namespace Scratch.Adversarial.Files.Onnx;

/// <summary>The walk along a graph: from a value to the next, one layer, or none, at each step.</summary>
internal sealed class OnnxChain
{
    private readonly OnnxImport _import;
    private readonly OnnxPatterns _patterns;

    /// <summary>Begins at the input of the graph.</summary>
    public OnnxChain(OnnxImport import, OnnxValue input)
    {
        (_import, Current) = (import, input.Name);
        _patterns = new OnnxPatterns(import, this);
        if (input.Shape is { Length: > 1 } shape)
        {
            Rank = shape.Length;
            Int128 width = 1;
            foreach (long size in shape.AsSpan(1))
            {
                width = size > 0 ? Int128.Min(width * size, (Int128)1 << 60) : 0;
                if (width == 0)
                {
                    break;
                }
            }
            Width = width <= int.MaxValue ? (int)width
                : throw import.Error($"an example has {width} numbers or more, expected at most {int.MaxValue}");
            FirstWidth = Width;
        }
    }

    /// <summary>The value that the next node reads.</summary>
    public string Current { get; private set; }

    /// <summary>The numbers of an example in it; 0 while nothing has said how many.</summary>
    public int Width { get; private set; }

    /// <summary>Those of the input.</summary>
    public int FirstWidth { get; private set; }

    /// <summary>Its dimensions, the batch included.</summary>
    public int Rank { get; private set; } = 2;

    /// <summary>Goes one node on, or over the nodes that are one layer together.</summary>
    public void Step()
    {
        IReadOnlyList<OnnxNode> readers = _import.ReadersOf(Current);
        if (readers.Count == 0)
        {
            throw _import.Error($"{SafetensorsHeader.Quote(Current)} is read by no node, and it is not the output");
        }
        if (readers.Count > 1)
        {
            if (!_patterns.TryStep(Current))
            {
                throw _import.Error($"{SafetensorsHeader.Quote(Current)} is read by {readers.Count} nodes, among them "
                    + $"{readers[0].Title}: expected a chain of layers without branches");
            }
            return;
        }
        OnnxNode node = readers[0];
        if (node.Outputs.Length == 0 || node.Inputs[0] != Current)
        {
            // a sum has its constant on either side
            if (node.Operator != "Add" || node.Outputs.Length == 0 || node.Inputs is not [_, { } second]
                || second != Current)
            {
                throw _import.Error(
                    $"{node.Title} does not read {SafetensorsHeader.Quote(Current)} as its first input");
            }
        }
        OnnxOperators.Read(_import, this, node);
        MoveTo(node.Outputs[0]);
    }

    /// <summary>Goes on at another value.</summary>
    public void MoveTo(string value) => Current = value;

    /// <summary>A layer takes so many numbers of an example.</summary>
    public void RequireWidth(OnnxNode node, int inputs)
    {
        if (Rank != 2)
        {
            throw _import.Error($"{node.Title} works on {Rank} dimensions, expected (batch, features): a Flatten or a "
                + "Reshape is missing before it");
        }
        if (Width != 0 && Width != inputs)
        {
            throw _import.Error($"{node.Title} takes {inputs} numbers of an example, but it is given {Width}");
        }
        FirstWidth = FirstWidth == 0 ? inputs : FirstWidth;
        Width = inputs;
    }

    /// <summary>The width behind a dense layer.</summary>
    public void SetWidth(int outputs) => Width = outputs;

    /// <summary>All numbers of an example in one dimension.</summary>
    public void Flatten(OnnxNode node, long width)
    {
        if (width >= 0 && Width != 0 && width != Width)
        {
            throw _import.Error($"{node.Title} makes {width} numbers of an example of {Width}");
        }
        Rank = 2;
    }
}
