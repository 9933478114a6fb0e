using Scratch.Engine;
using Scratch.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Sequential = TorchSharp.Modules.Sequential;

namespace Scratch.Benchmarks.Peers;

/// <summary>Scratch's matrices and networks as torch's, copied.</summary>
internal static class TorchTensors
{
    /// <summary>A tensor of shape (Rows, Columns).</summary>
    public static Tensor From(Matrix matrix) => tensor(matrix.Span.ToArray(), [matrix.Rows, matrix.Columns]);

    /// <summary>
    /// A module with the same layers and the same weights. Activations work in place, which saves torch memory and
    /// time.
    /// </summary>
    /// <param name="network">What is copied.</param>
    /// <param name="toLogits">Whether an activation at its end is left out: losses from logits have it in them.</param>
    public static Sequential From(Network network, bool toLogits = false)
    {
        IEnumerable<nn.Module<Tensor,
            Tensor>> modules = network.Layers.Take(toLogits ? network.LogitLayers : network.Layers.Count)
            .Select((layer, i) => (nn.Module<Tensor, Tensor>)(layer switch
        {
            Relu => nn.ReLU(inplace: true),
            LeakyRelu relu => nn.LeakyReLU(relu.Slope, inplace: true),
            Layers.Sigmoid => nn.Sigmoid(),
            Dense or GaussianHeads => Linear(network.ParametersOf(i).Span),
            _ => throw new ArgumentException($"{layer.Type} has no counterpart."),
        }));
        return nn.Sequential([.. modules]);
    }

    /// <summary>
    /// Says whether parameters need gradients. They are listed once, since listing them takes longer than this.
    /// </summary>
    public static void RequireGradients(Parameter[] parameters, bool required)
    {
        foreach (Parameter parameter in parameters)
        {
            parameter.requires_grad = required;
        }
    }

    /// <summary>W is (inputs, outputs) in Scratch's memory and (outputs, inputs) in torch's.</summary>
    private static Linear Linear(ReadOnlySpan<Matrix> parameters)
    {
        Linear linear = nn.Linear(parameters[0].Rows, parameters[0].Columns);
        using (no_grad())
        {
            linear.weight.copy_(From(parameters[0]).t());
            linear.bias!.copy_(From(parameters[1]).flatten());
        }
        return linear;
    }
}
