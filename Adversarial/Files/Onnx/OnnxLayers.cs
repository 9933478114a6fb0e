namespace Scratch.Adversarial.Files.Onnx;

/// <summary>The nodes of each layer in evaluation.</summary>
internal static class OnnxLayers
{
    /// <summary>Adds the nodes of a layer behind the current value, (B, inputs).</summary>
    /// <exception cref="NotSupportedException">The layer is in no catalogue; the message names it.</exception>
    public static void Add(OnnxGraph graph, Layer layer, int inputs)
    {
        string x = graph.Current;
        switch (layer)
        {
            case Dense:
                graph.Add("Gemm", [x, graph.Tensor("weight"), graph.Tensor("bias")], ("transB", Whole(1)));
                break;
            case GaussianHeads:
                string mean = graph.Add("Gemm", [x, "mean.weight", "mean.bias"], ("transB", Whole(1)));
                string spread = graph.Add("Gemm", [x, "logVariance.weight", "logVariance.bias"], ("transB", Whole(1)));
                graph.Add("Concat", [mean, spread], ("axis", Whole(1)));
                break;
            case SpectralDense: AddSpectral(graph, x); break;
            case Relu: graph.Add("Relu", [x]); break;
            case LeakyRelu leaky: graph.Add("LeakyRelu", [x], ("alpha", Real(leaky.Slope))); break;
            case Elu elu: graph.Add("Elu", [x], ("alpha", Real(elu.Alpha))); break;
            case Gelu: graph.Add("Gelu", [x]); break;
            case GeluTanh: graph.Add("Gelu", [x], ("approximate", new OnnxAttribute { Text = "tanh" })); break;
            case Silu: graph.Add("Mul", [x, graph.Add("Sigmoid", [x])]); break;
            case Softplus: graph.Add("Softplus", [x]); break;
            case Sigmoid: graph.Add("Sigmoid", [x]); break;
            case Tanh: graph.Add("Tanh", [x]); break;
            case Softmax: graph.Add("Softmax", [x], ("axis", Whole(1))); break;
            case LayerNormalisation normalisation:
                graph.Add("LayerNormalization", [x, graph.Tensor("weight"), graph.Tensor("bias")],
                    ("axis", Whole(1)), ("epsilon", Real(normalisation.Epsilon)));
                break;
            case BatchNormalisation normalisation:
                graph.Add(
                    "BatchNormalization",
                    [x, graph.Tensor("weight"), graph.Tensor("bias"), graph.Tensor("running_mean"),
                        graph.Tensor("running_var")],
                    ("epsilon", Real(normalisation.Epsilon)),
                    // ONNX counts what stays, PyTorch and this project what comes in
                    ("momentum", Real(1 - normalisation.Momentum)));
                break;
            case Dropout dropout: graph.Add("Dropout", [x, graph.Number("ratio", dropout.Probability)]); break;
            case Layers.GaussianNoise: graph.Add("Identity", [x]); break;
            case Standardisation:
                graph.Add("Div", [graph.Add("Sub", [x, graph.Tensor("mean")]), graph.Tensor("deviation")]);
                break;
            default: OnnxSoundLayers.Add(graph, layer, inputs); break;
        }
    }

    /// <summary>An attribute that is a whole number.</summary>
    public static OnnxAttribute Whole(long value) => new() { Integer = value };

    private static OnnxAttribute Real(float value) => new() { Float = value };

    /// <summary>output = input · W / σ + b, σ = vᵀ W u, with W in the file's (out, in) order: u W v.</summary>
    private static void AddSpectral(OnnxGraph graph, string x)
    {
        string weight = graph.Tensor("weight_orig");
        string rest = graph.Add("MatMul", [weight, graph.Tensor("weight_v")]);
        string sigma = graph.Add("MatMul", [graph.Tensor("weight_u"), rest]);
        string normalised = graph.Add("Div", [weight, sigma]);
        graph.Add("Gemm", [x, normalised, graph.Tensor("bias")], ("transB", Whole(1)));
    }
}
