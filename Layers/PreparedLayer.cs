using Scratch.Engine;
using Scratch.Engine.Kernels;

namespace Scratch.Layers;

/// <summary>
/// A layer with values of its own, as the network had them: packed weights, or copies of parameters and state.
/// </summary>
internal sealed class PreparedLayer
{
    /// <summary>Copies what layer <paramref name="index"/> holds. Allocates.</summary>
    public PreparedLayer(Network network, int index)
    {
        Layer = network.Layers[index];
        var pass = new Pass(Copies(network.ParametersOf(index)), default)
        {
            State = Copies(network.StateOf(index)),
            Saved = new SavedMemory(Layer.SavedFor(network.Width(index)), capacity: 1).Views,
        };
        if (Layer.FindProduct(pass) is { } product)
        {
            Weights = new PackedWeights(product.Weights, product.Bias);
        }
        else
        {
            Pass = pass;
        }
    }

    /// <summary>The layer.</summary>
    public Layer Layer { get; }

    /// <summary>The product that the layer is, packed; null if it is another function.</summary>
    public PackedWeights? Weights { get; }

    /// <summary>What the layer is given to evaluate, beside what it saves.</summary>
    public Pass Pass { get; }

    private static Matrix[] Copies(ReadOnlyMemory<Matrix> views)
    {
        var copies = new Matrix[views.Length];
        for (int i = 0; i < copies.Length; i++)
        {
            copies[i] = Matrix.Allocate(views.Span[i].Rows, views.Span[i].Columns);
            views.Span[i].CopyTo(copies[i]);
        }
        return copies;
    }
}
