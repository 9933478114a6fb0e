using System.Numerics.Tensors;

namespace Scratch.Layers;

/// <summary>y = max(0, x). dX = dY where y &gt; 0, else 0.</summary>
/// <remarks>At the kink the derivative is 0, as in PyTorch. NaN passes through in both directions.</remarks>
public sealed class Relu : ElementWise
{
    /// <inheritdoc/>
    public override string Type => "Relu";

    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<float> x, Span<float> y) => TensorPrimitives.Max(x, 0f, y);

    /// <inheritdoc/>
    public override void Differentiate(ReadOnlySpan<float> y, ReadOnlySpan<float> dY, Span<float> dX) =>
        LeakyRelu.Differentiate(0, y, dY, dX);

    /// <inheritdoc/>
    public override void DifferentiateTwice(ReadOnlySpan<float> y, Span<float> second) => second.Clear();
}
