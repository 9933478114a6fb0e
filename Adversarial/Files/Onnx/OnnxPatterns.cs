namespace Scratch.Adversarial.Files.Onnx;

/// <summary>
/// Several nodes that are one layer: what exporters write where an operator is newer than their version.
/// </summary>
internal sealed class OnnxPatterns(OnnxImport import, OnnxChain chain)
{
    private const float Tolerance = 1e-6f; // of √2 and the like, as programs write them

    /// <summary>Goes over the nodes that read a value together; false if they are none of these.</summary>
    public bool TryStep(string x) => TrySilu(x) || TryGelu(x) || TryNormalisation(x) || TryReshape(x);

    /// <summary>x · sigmoid(x).</summary>
    private bool TrySilu(string x)
    {
        if (Among(x, "Sigmoid") is not { } sigmoid || import.OnlyReader(sigmoid.Outputs[0], "Mul") is not { } product
            || Other(product, sigmoid.Outputs[0]) != x || import.ReadersOf(x).Count != 2)
        {
            return false;
        }
        import.Add(product, () => OnnxLayer.Of(new Silu()));
        chain.MoveTo(product.Outputs[0]);
        return true;
    }

    /// <summary>x · (1 + erf(x / √2)) · ½, the half on either side.</summary>
    private bool TryGelu(string x)
    {
        OnnxNode? scaled = Among(x, "Div") ?? import.ReadersOf(x).FirstOrDefault(node =>
            node.Operator == "Mul" && IsNear(Other(node, x), 1 / MathF.Sqrt(2)));
        if (scaled is null || import.ReadersOf(x).Count != 2
            || (scaled.Operator == "Div" && !IsNear(scaled.Inputs[1], MathF.Sqrt(2)))
            || import.OnlyReader(scaled.Outputs[0], "Erf") is not { } erf
            || import.OnlyReader(erf.Outputs[0], "Add") is not { } sum || !IsNear(Other(sum, erf.Outputs[0]), 1)
            || import.OnlyReader(sum.Outputs[0], "Mul") is not { } product
            || Other(product, sum.Outputs[0]) != x
            || import.OnlyReader(product.Outputs[0], "Mul") is not { } half
            || !IsNear(Other(half, product.Outputs[0]), 0.5f))
        {
            return false;
        }
        import.Add(half, () => OnnxLayer.Of(new Gelu()));
        chain.MoveTo(half.Outputs[0]);
        return true;
    }

    /// <summary>(x − mean) / √(mean of squares + ε) · γ + β, as PyTorch writes it up to version 16.</summary>
    private bool TryNormalisation(string x)
    {
        if (Among(x, "ReduceMean") is not { } mean || import.OnlyReader(mean.Outputs[0], "Sub") is not { } centred
            || centred.Inputs[0] != x || import.ReadersOf(x).Count != 2
            || import.ReadersOf(centred.Outputs[0]) is not { Count: 2 } two
            || two.FirstOrDefault(node => node.Operator == "Pow") is not { Outputs: [{ } squared] } square
            || !IsNear(Other(square, centred.Outputs[0]), 2)
            || import.OnlyReader(squared, "ReduceMean") is not { } variance
            || import.OnlyReader(variance.Outputs[0], "Add") is not { } sum
            || Scalar(Other(sum, variance.Outputs[0])) is not { } epsilon
            || import.OnlyReader(sum.Outputs[0], "Sqrt") is not { } root
            || import.OnlyReader(root.Outputs[0], "Div") is not { } normalised
            || normalised.Inputs[0] != centred.Outputs[0]
            || import.OnlyReader(normalised.Outputs[0], "Mul") is not { } scaled
            || import.OnlyReader(scaled.Outputs[0], "Add") is not { } shifted
            || !IsLastAxis(mean) || !IsLastAxis(variance))
        {
            return false;
        }
        string[] values = [x, Other(scaled, normalised.Outputs[0]), Other(shifted, scaled.Outputs[0])];
        var whole = new OnnxNode("LayerNormalization", shifted.Name, values, shifted.Outputs);
        OnnxOperators.AddLayerNormalisation(import, chain, whole, 1, 2, epsilon);
        chain.MoveTo(shifted.Outputs[0]);
        return true;
    }

    /// <summary>A Reshape to (batch, −1), the batch asked from the value's own shape.</summary>
    private bool TryReshape(string x)
    {
        if (Among(x, "Shape") is not { } shape || Among(x, "Reshape") is not { } reshape
            || import.ReadersOf(x).Count != 2 || import.OnlyReader(shape.Outputs[0], "Gather") is not { } batch
            || batch.Inputs is not [_, { } first] || Scalar(first) is not 0
            || import.OnlyReader(batch.Outputs[0], "Unsqueeze") is not { } one
            || import.OnlyReader(one.Outputs[0], "Concat") is not { Inputs: [_, { } rest] } sizes
            || Scalar(rest) is not { } width || reshape.Inputs[1] != sizes.Outputs[0])
        {
            return false;
        }
        chain.Flatten(reshape, (long)width);
        chain.MoveTo(reshape.Outputs[0]);
        return true;
    }

    private OnnxNode? Among(string value, string type) =>
        import.ReadersOf(value).FirstOrDefault(node => node.Operator == type && node.Inputs[0] == value
            && node.Outputs.Length > 0 && node.Inputs.Length > (type is "Div" or "Reshape" ? 1 : 0));

    /// <summary>The other input of a node with two; nothing if it has not two.</summary>
    private static string Other(OnnxNode node, string value) => node.Inputs switch
    {
        [var first, var second] when first == value => second,
        [var first, var second] when second == value => first,
        _ => "",
    };

    private bool IsNear(string value, float expected) =>
        Scalar(value) is { } number && MathF.Abs(number - expected) <= Tolerance * expected;

    /// <summary>A constant that is a single number; null if it is none.</summary>
    private float? Scalar(string value) => import.FindConstant(value) is not { Length: 1 } tensor ? null
        : tensor.IsFloats ? import.Floats(tensor)[0] : tensor.Integers[0];

    private bool IsLastAxis(OnnxNode node)
    {
        long[]? axes = node.Attributes.TryGetValue("axes", out OnnxAttribute? a) ? a.Integers
            : node.Inputs is [_, { } input] ? import.FindConstant(input)?.Integers : null;
        return chain.Rank == 2 && axes is [-1 or 1];
    }
}
