using System.Numerics.Tensors;

namespace Scratch.Layers;

/// <summary>(1/N) Σⱼ (xⱼ − tⱼ)². dX = (2/N) (x − t).</summary>
public sealed class MeanSquaredError : Loss
{
    /// <inheritdoc/>
    public override string Name => "mean squared error";

    /// <inheritdoc/>
    protected override float Row(ReadOnlySpan<float> logits, ReadOnlySpan<float> target, float scale, Span<float> dLogits)
    {
        float distance = TensorPrimitives.Distance(logits, target);
        float loss = distance * distance / logits.Length;
        if (!dLogits.IsEmpty)
        {
            TensorPrimitives.Subtract(logits, target, dLogits);
            TensorPrimitives.Multiply(dLogits, 2 * scale / logits.Length, dLogits);
        }
        return loss;
    }

    /// <summary>From dX = (2/N) (x − t): (2/N) ẋ.</summary>
    protected override void RowTangent(
        ReadOnlySpan<float> logits, ReadOnlySpan<float> target, ReadOnlySpan<float> tangent, float scale, Span<float> dTangent)
    {
        TensorPrimitives.Multiply(tangent, scale * 2 / logits.Length, dTangent);
    }
}
