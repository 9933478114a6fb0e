using System.Globalization;
using System.Text;
using Scratch.Engine;

namespace Scratch.Layers;

/// <summary>What a network is made of, layer by layer: shapes, numbers, memory.</summary>
/// <param name="Inputs">The number of inputs.</param>
/// <param name="Layers">One entry for each layer, in order.</param>
public sealed record NetworkSummary(int Inputs, IReadOnlyList<LayerSummary> Layers)
{
    /// <summary>The numbers that are learned.</summary>
    public long Parameters => Layers.Sum(layer => (long)layer.Parameters);

    /// <summary>The numbers that are kept but not learned.</summary>
    public long State => Layers.Sum(layer => (long)layer.State);

    /// <summary>
    /// The bytes of parameters and state, as in a file; the gradients, and an optimizer's moments, come on top.
    /// </summary>
    public long Bytes => sizeof(float) * (Parameters + State);

    /// <summary>The summary of a network. Allocates.</summary>
    public static NetworkSummary Of(Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        return new NetworkSummary(network.Inputs, [.. network.Layers.Select((layer, i) => new LayerSummary(
            i, layer.Type, network.Width(i + 1), Count(layer.Parameters), Count(layer.State)))]);
    }

    /// <summary>A table: a line for each layer, and the sums below.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        Append(text, $"{"layer",-24} {"output",12} {"parameters",12} {"state",12} {"bytes",12}");
        Append(text, $"{"input",-24} {$"(B, {Inputs})",12} {0,12} {0,12} {0,12}");
        foreach (LayerSummary layer in Layers)
        {
            string name = $"{layer.Index} {layer.Type}", shape = $"(B, {layer.Outputs})";
            Append(text, $"{name,-24} {shape,12} {layer.Parameters,12} {layer.State,12} {layer.Bytes,12}");
        }
        Append(text, $"{"sum",-24} {"",12} {Parameters,12} {State,12} {Bytes,12}");
        return text.ToString();
    }

    private static void Append(StringBuilder text, FormattableString line) =>
        text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');

    private static int Count(IReadOnlyList<ParameterDeclaration> tensors) =>
        tensors.Sum(tensor => tensor.Rows * tensor.Columns);
}

/// <summary>One line of a <see cref="NetworkSummary"/>.</summary>
/// <param name="Index">The place in the network, from 0.</param>
/// <param name="Type">The name in an architecture.</param>
/// <param name="Outputs">The number of outputs.</param>
/// <param name="Parameters">The numbers that the layer learns.</param>
/// <param name="State">The numbers that it keeps but doesn't learn.</param>
public sealed record LayerSummary(int Index, string Type, int Outputs, int Parameters, int State)
{
    /// <summary>The bytes of parameters and state.</summary>
    public long Bytes => sizeof(float) * ((long)Parameters + State);
}
