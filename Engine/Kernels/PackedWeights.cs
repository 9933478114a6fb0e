using System.Runtime.CompilerServices;

namespace Scratch.Engine.Kernels;

/// <summary>
/// The weights and the bias of a dense layer, copied once into panels that lie as the kernels read them.
/// </summary>
/// <remarks>
/// A panel is as wide as a tile, its rows follow one another, and the last one is filled up with zeros: no product has
/// to copy a strip again, and the processor foresees the walk. The sums are those of <see cref="MatrixProduct"/>, bit
/// by bit. It is not changed after it was made, so threads may share it.
/// </remarks>
internal sealed class PackedWeights
{
    private readonly Matrix _panels;
    private readonly Matrix _bias;

    /// <summary>Copies of weights (K, N) and a bias (1, N). Allocates.</summary>
    public PackedWeights(Matrix weights, Matrix bias)
    {
        Shape.Require(bias, 1, weights.Columns);
        (Inputs, Outputs) = (weights.Rows, weights.Columns);
        int width = TileKernel.Best.Width, panels = Outputs == 1 ? 1 : (Outputs + width - 1) / width;
        PanelWidth = Outputs == 1 ? 1 : width;
        _bias = Matrix.Allocate(1, panels * PanelWidth);
        bias.CopyTo(_bias.SliceColumns(0, Outputs));
        _panels = Matrix.Allocate(panels, Inputs * PanelWidth);
        for (int panel = 0; panel < panels; panel++)
        {
            int column = panel * PanelWidth, columns = Math.Min(PanelWidth, Outputs - column);
            weights.SliceColumns(column, columns)
                .CopyTo(_panels.Reshape(panel * Inputs * PanelWidth, Inputs, PanelWidth).SliceColumns(0, columns));
        }
    }

    /// <summary>K.</summary>
    public int Inputs { get; }

    /// <summary>N.</summary>
    public int Outputs { get; }

    /// <summary>Columns of a panel.</summary>
    public int PanelWidth { get; }

    /// <summary>The number of panels.</summary>
    public int Panels => _panels.Rows;

    /// <summary>From one panel to the next, in floats.</summary>
    public int PanelLength => _panels.RowStride;

    /// <summary>The single column of a layer with one output.</summary>
    public ReadOnlySpan<float> Column => _panels.Span;

    /// <summary>Row <paramref name="k"/> of a panel.</summary>
    public ref float At(int panel, int k) => ref Unsafe.Add(
        ref _panels.First, ((nint)panel * PanelLength) + ((nint)k * PanelWidth));

    /// <summary>The bias from column <paramref name="column"/> on, as wide as whole panels.</summary>
    public Span<float> BiasFrom(int column) => _bias.Span[column..];
}
