namespace Scratch.Adversarial.Files.Onnx;

/// <summary>A model as ONNX has it: nodes that name what they read and what they write, and constants.</summary>
/// <remarks>https://github.com/onnx/onnx/blob/main/onnx/onnx.proto: what a network of layers needs of it.</remarks>
internal sealed class OnnxModel
{
    /// <summary>The operators' version that is written: the first with Gelu.</summary>
    public const int Opset = 20;

    /// <summary>The format's version that is written, which goes with that.</summary>
    public const int Format = 9;

    /// <summary>The length of the file that it was read from.</summary>
    public long Bytes { get; init; }

    /// <summary>The nodes, in an order in which they can be run.</summary>
    public List<OnnxNode> Nodes { get; } = [];

    /// <summary>The constants by name.</summary>
    public OrderedDictionary<string, OnnxTensor> Constants { get; } = new(StringComparer.Ordinal);

    /// <summary>What goes in; a constant may stand among them in old files.</summary>
    public List<OnnxValue> Inputs { get; } = [];

    /// <summary>What comes out.</summary>
    public List<OnnxValue> Outputs { get; } = [];

    /// <summary>Texts that go with the model.</summary>
    public OrderedDictionary<string, string> Metadata { get; } = new(StringComparer.Ordinal);
}

/// <summary>Something that goes in or comes out.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Shape">Its sizes, −1 for one that is free, the batch first; null if the file doesn't say.</param>
internal sealed record OnnxValue(string Name, long[]? Shape);

/// <summary>One operator.</summary>
/// <param name="Operator">Such as <c>Gemm</c>.</param>
/// <param name="Name">Its name; may be empty.</param>
/// <param name="Inputs">The names of what it reads; empty for one that is left out.</param>
/// <param name="Outputs">The names of what it writes.</param>
internal sealed record OnnxNode(string Operator, string Name, string[] Inputs, string[] Outputs)
{
    /// <summary>Its attributes by name.</summary>
    public OrderedDictionary<string, OnnxAttribute> Attributes { get; } = new(StringComparer.Ordinal);

    /// <summary>What errors call it.</summary>
    public string Title => Name.Length > 0
        ? $"the node {SafetensorsHeader.Quote(Name)} ({Shown(Operator)})" : $"a node {Shown(Operator)}";

    /// <summary>The same operator of the same values.</summary>
    public bool IsSame(OnnxNode other) =>
        Operator == other.Operator && Inputs.AsSpan().SequenceEqual(other.Inputs)
            && Outputs.AsSpan().SequenceEqual(other.Outputs) && Attributes.Count == other.Attributes.Count
            && Attributes.All(one => other.Attributes.TryGetValue(one.Key, out OnnxAttribute? its)
                && one.Value.IsSame(its));

    private static string Shown(string text) => SafetensorsHeader.Quote(text)[1..^1];
}

/// <summary>An attribute of an operator: a number, a text, whole numbers or a constant; the others are null.</summary>
internal sealed record OnnxAttribute
{
    /// <summary>A float.</summary>
    public float? Float { get; init; }

    /// <summary>A whole number.</summary>
    public long? Integer { get; init; }

    /// <summary>A text.</summary>
    public string? Text { get; init; }

    /// <summary>Whole numbers.</summary>
    public long[]? Integers { get; init; }

    /// <summary>A constant.</summary>
    public OnnxTensor? Tensor { get; init; }

    /// <summary>The same value.</summary>
    public bool IsSame(OnnxAttribute other) =>
        Float == other.Float && Integer == other.Integer && Text == other.Text && Tensor is null && other.Tensor is null
            && (Integers is null ? other.Integers is null
                : other.Integers is not null && Integers.AsSpan().SequenceEqual(other.Integers));
}
