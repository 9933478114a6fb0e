namespace Scratch.Adversarial.Files.Onnx;

/// <summary>Each operator that is read, as the layer that it is.</summary>
internal static class OnnxOperators
{
    /// <summary>Reads a node behind the current value of a chain.</summary>
    /// <exception cref="InvalidDataException">It is none that a network here has; the message names it.</exception>
    public static void Read(OnnxImport import, OnnxChain chain, OnnxNode node)
    {
        switch (node.Operator)
        {
            case "Gemm": ReadGemm(import, chain, node); break;
            case "MatMul": ReadMatMul(import, chain, node); break;
            case "Add": ReadAdd(import, chain, node); break;
            case "Sub": ReadSub(import, chain, node, subtracts: true); break;
            case "Div": ReadDiv(import, chain, node); break;
            case "Identity": break;
            case "Cast": Require(import, node, "to", Whole(node, "to", 0), 1); break;
            case "Flatten":
                Require(import, node, "axis", Whole(node, "axis", 1), 1);
                chain.Flatten(node, -1);
                break;
            case "Reshape": ReadReshape(import, chain, node); break;
            case "Dropout": ReadDropout(import, node); break;
            case "Relu": Add(import, node, () => new Relu()); break;
            case "LeakyRelu": Add(import, node, () => new LeakyRelu(Real(node, "alpha", 0.01f))); break;
            case "Elu": Add(import, node, () => new Elu(Real(node, "alpha", 1))); break;
            case "Gelu": ReadGelu(import, node); break;
            case "Softplus": Add(import, node, () => new Softplus()); break;
            case "Sigmoid": Add(import, node, () => new Sigmoid()); break;
            case "Tanh": Add(import, node, () => new Tanh()); break;
            case "Softmax":
                RequireLastAxis(import, chain, node, fallback: -1);
                Add(import, node, () => new Softmax());
                break;
            case "LayerNormalization": ReadLayerNormalisation(import, chain, node); break;
            case "BatchNormalization": ReadBatchNormalisation(import, chain, node); break;
            default:
                throw import.Error($"{node.Title} is not read; expected dense layers (Gemm, MatMul + Add), activations "
                    + "and normalisations");
        }
    }

    /// <summary>A dense layer by its weights.</summary>
    /// <param name="import">The import.</param>
    /// <param name="chain">Where it is.</param>
    /// <param name="node">The node with the weights.</param>
    /// <param name="input">Which input they are.</param>
    /// <param name="isTurned">Whether they are (outputs, inputs).</param>
    /// <param name="bias">Reads as many numbers; null if they may still come.</param>
    private static void AddDense(
        OnnxImport import, OnnxChain chain, OnnxNode node, int input, bool isTurned, Func<int, float[]>? bias)
    {
        OnnxTensor tensor = import.Constant(node, input);
        if (tensor.Shape is not [> 0, > 0])
        {
            throw import.Error($"{node.Title} has weights of shape ({string.Join(", ", tensor.Shape)}), expected two "
                + "dimensions");
        }
        (int inputs, int outputs) = isTurned ? (tensor.Shape[1], tensor.Shape[0]) : (tensor.Shape[0], tensor.Shape[1]);
        chain.RequireWidth(node, inputs);
        float[] values = import.Floats(tensor);
        import.Add(node, () => new OnnxLayer(
            new Dense(inputs, outputs),
            [isTurned ? Turned(values, inputs, outputs) : values, bias is null ? new float[outputs] : bias(outputs)],
            [])
        { IsOpen = bias is null });
        chain.SetWidth(outputs);
    }

    private static void ReadGemm(OnnxImport import, OnnxChain chain, OnnxNode node)
    {
        Require(import, node, "alpha", Real(node, "alpha", 1), 1);
        Require(import, node, "beta", Real(node, "beta", 1), 1);
        Require(import, node, "transA", Whole(node, "transA", 0), 0);
        bool hasBias = node.Inputs is [_, _, { Length: > 0 }, ..];
        AddDense(import, chain, node, 1, Whole(node, "transB", 0) != 0,
            hasBias ? outputs => import.Floats(node, 2, outputs) : null);
    }

    private static void ReadMatMul(OnnxImport import, OnnxChain chain, OnnxNode node) =>
        AddDense(import, chain, node, 1, isTurned: false, bias: null);

    /// <summary>A bias behind a product, or numbers that are taken away from the inputs.</summary>
    private static void ReadAdd(OnnxImport import, OnnxChain chain, OnnxNode node)
    {
        if (import.Last is { Layer: Dense, IsOpen: true } dense)
        {
            import.Floats(node, ConstantOf(import, node), chain.Width).CopyTo(dense.Parameters[1], 0);
            dense.IsOpen = false;
            return;
        }
        ReadSub(import, chain, node, subtracts: false);
    }

    private static void ReadSub(OnnxImport import, OnnxChain chain, OnnxNode node, bool subtracts)
    {
        int features = Features(import, chain, node);
        float[] mean = [.. import.Floats(node, ConstantOf(import, node), features)], deviation = new float[features];
        deviation.AsSpan().Fill(1);
        if (!subtracts)
        {
            TensorPrimitives.Negate(mean, mean);
        }
        import.Add(node, () => new OnnxLayer(new Standardisation(features), [], [mean, deviation]) { IsOpen = true });
    }

    private static void ReadDiv(OnnxImport import, OnnxChain chain, OnnxNode node)
    {
        int features = Features(import, chain, node);
        float[] deviation = [.. import.Floats(node, 1, features)];
        if (deviation.Contains(0))
        {
            throw import.Error($"{node.Title} divides by 0");
        }
        if (import.Last is { Layer: Standardisation, IsOpen: true } before)
        {
            deviation.CopyTo(before.State[1], 0);
            before.IsOpen = false;
            return;
        }
        import.Add(node, () => new OnnxLayer(new Standardisation(features), [], [new float[features], deviation]));
    }

    private static int Features(OnnxImport import, OnnxChain chain, OnnxNode node)
    {
        int features = chain.Width != 0 ? chain.Width
            : (int)Math.Min(import.Constant(node, ConstantOf(import, node)).Length, int.MaxValue);
        return chain.Rank == 2 && features > 0 ? features
            : throw import.Error($"{node.Title} works on {chain.Rank} dimensions, expected (batch, features)");
    }

    private static int ConstantOf(OnnxImport import, OnnxNode node) =>
        node.Inputs is [{ } first, _] && import.FindConstant(first) is not null ? 0 : 1;

    private static void ReadReshape(OnnxImport import, OnnxChain chain, OnnxNode node)
    {
        long[] shape = import.Constant(node, 1).Integers;
        // the batch as it is or free, and the rest in one
        chain.Flatten(node, shape is [_, > 0 or -1] ? shape[1]
            : throw import.Error($"{node.Title} makes ({string.Join(", ", shape)}), expected (batch, features)"));
    }

    private static void ReadDropout(OnnxImport import, OnnxNode node)
    {
        bool trains = node.Inputs is [_, _, { Length: > 0 } mode, ..]
            && import.FindConstant(mode) is not { Integers: [0] };
        float ratio = node.Inputs is [_, { Length: > 0 }, ..]
            ? import.Floats(node, 1, 1)[0] : Real(node, "ratio", 0.5f);
        if (trains)
        {
            throw import.Error($"{node.Title} drops out in evaluation too, expected training_mode to be false");
        }
        Add(import, node, () => new Dropout(ratio));
    }

    private static void ReadGelu(OnnxImport import, OnnxNode node)
    {
        string form = node.Attributes.TryGetValue("approximate", out OnnxAttribute? a) ? a.Text ?? "" : "none";
        Add(import, node, () => form switch
        {
            "none" => new Gelu(),
            "tanh" => new GeluTanh(),
            _ => throw new ArgumentException($"approximate is {SafetensorsHeader.Quote(form)}, expected none or tanh"),
        });
    }

    private static void ReadLayerNormalisation(OnnxImport import, OnnxChain chain, OnnxNode node)
    {
        RequireLastAxis(import, chain, node, fallback: -1);
        AddLayerNormalisation(
            import, chain, node, 1, node.Inputs is [_, _, { Length: > 0 }, ..] ? 2 : null,
            Real(node, "epsilon", 1e-5f));
    }

    /// <summary>A layer normalisation by the inputs that are its scale and its shift.</summary>
    public static void AddLayerNormalisation(
        OnnxImport import, OnnxChain chain, OnnxNode node, int scale, int? shift, float epsilon)
    {
        int features = (int)Math.Min(import.Constant(node, scale).Length, int.MaxValue);
        chain.RequireWidth(node, features);
        float[] weight = import.Floats(node, scale, features);
        float[] bias = shift is { } at ? import.Floats(node, at, features) : new float[features];
        import.Add(node, () => new OnnxLayer(new LayerNormalisation(features, epsilon), [weight, bias], []));
    }

    private static void ReadBatchNormalisation(OnnxImport import, OnnxChain chain, OnnxNode node)
    {
        Require(import, node, "training_mode", Whole(node, "training_mode", 0), 0);
        int features = (int)Math.Min(import.Constant(node, 1).Length, int.MaxValue);
        chain.RequireWidth(node, features);
        float[][] values = [.. Enumerable.Range(1, 4).Select(i => import.Floats(node, i, features))];
        // what stays there, what comes in here; as decimals, so that 0.9 is 0.1
        float momentum = (float)(1m - (decimal)Math.Clamp(Real(node, "momentum", 0.9f), 0, 1));
        import.Add(node, () => new OnnxLayer(
            new BatchNormalisation(features, momentum, Real(node, "epsilon", 1e-5f)), values[..2], values[2..]));
    }

    private static void Add(OnnxImport import, OnnxNode node, Func<Layer> create) =>
        import.Add(node, () => OnnxLayer.Of(create()));

    private static void RequireLastAxis(OnnxImport import, OnnxChain chain, OnnxNode node, long fallback)
    {
        long axis = Whole(node, "axis", fallback);
        if (chain.Rank != 2 || axis is not (-1 or 1))
        {
            throw import.Error(
                $"{node.Title} works along axis {axis} of {chain.Rank} dimensions, expected the last of 2");
        }
    }

    private static void Require<T>(OnnxImport import, OnnxNode node, string name, T value, T expected)
        where T : struct
    {
        if (!value.Equals(expected))
        {
            throw import.Error(
                string.Create(CultureInfo.InvariantCulture, $"{node.Title}: {name} is {value}, expected {expected}"));
        }
    }

    private static long Whole(OnnxNode node, string name, long fallback) =>
        node.Attributes.TryGetValue(name, out OnnxAttribute? a) && a.Integer is { } value ? value : fallback;

    private static float Real(OnnxNode node, string name, float fallback) =>
        node.Attributes.TryGetValue(name, out OnnxAttribute? a) && a.Float is { } value ? value : fallback;

    private static float[] Turned(float[] values, int inputs, int outputs)
    {
        float[] turned = new float[values.Length];
        for (int output = 0; output < outputs; output++)
        {
            for (int input = 0; input < inputs; input++)
            {
                turned[(input * outputs) + output] = values[(output * inputs) + input];
            }
        }
        return turned;
    }
}
