using System.Numerics;
using System.Numerics.Tensors;

namespace Scratch.Layers;

/// <summary>y = 1 / (1 + e⁻ˣ). dX = y (1 − y) dY.</summary>
/// <remarks>As the last layer of a network it is skipped by the losses, which start from logits: see <see cref="Network"/>.</remarks>
public sealed class Sigmoid : ElementWise
{
    /// <inheritdoc/>
    public override string Type => "Sigmoid";

    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<float> x, Span<float> y) => TensorPrimitives.Sigmoid(x, y);

    /// <inheritdoc/>
    public override void Differentiate(ReadOnlySpan<float> y, ReadOnlySpan<float> dY, Span<float> dX)
    {
        int i = 0;
        for (; i <= y.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            var v = new Vector<float>(y[i..]);
            ((v - (v * v)) * new Vector<float>(dY[i..])).CopyTo(dX[i..]);
        }
        for (; i < y.Length; i++)
        {
            dX[i] = (y[i] - (y[i] * y[i])) * dY[i];
        }
    }

    /// <inheritdoc/>
    public override void DifferentiateTwice(ReadOnlySpan<float> y, Span<float> second)
    {
        for (int i = 0; i < y.Length; i++)
        {
            second[i] = y[i] * (1 - y[i]) * (1 - (2 * y[i])); // f″ = y (1 − y) (1 − 2y).
        }
    }
}
