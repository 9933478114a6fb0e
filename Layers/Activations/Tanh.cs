using System.Numerics;
using System.Numerics.Tensors;

namespace Scratch.Layers;

/// <summary>y = tanh x. dX = (1 − y²) dY.</summary>
public sealed class Tanh : ElementWise
{
    /// <inheritdoc/>
    public override string Type => "Tanh";

    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<float> x, Span<float> y) => TensorPrimitives.Tanh(x, y);

    /// <inheritdoc/>
    public override void Differentiate(ReadOnlySpan<float> y, ReadOnlySpan<float> dY, Span<float> dX)
    {
        int i = 0;
        for (; i <= y.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            var v = new Vector<float>(y[i..]);
            ((Vector<float>.One - (v * v)) * new Vector<float>(dY[i..])).CopyTo(dX[i..]);
        }
        for (; i < y.Length; i++)
        {
            dX[i] = (1 - (y[i] * y[i])) * dY[i];
        }
    }

    /// <inheritdoc/>
    public override void DifferentiateTwice(ReadOnlySpan<float> y, Span<float> second)
    {
        for (int i = 0; i < y.Length; i++)
        {
            second[i] = -2 * y[i] * (1 - (y[i] * y[i])); // f″ = −2y (1 − y²).
        }
    }
}
