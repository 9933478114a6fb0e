using System.Numerics.Tensors;

namespace Scratch.Layers;

/// <summary>
/// −Σⱼ tⱼ log pⱼ, p = softmax(x). dX = (Σⱼ tⱼ) p − t.
/// </summary>
/// <remarks>
/// The target is a distribution over the classes: one-hot, or soft. The maximum is subtracted before the exponential, so that
/// large logits don't overflow: log pⱼ = xⱼ − m − log Σₖ exp(xₖ − m). Derivation: docs/backprop.md, section "Softmax cross-entropy".
/// </remarks>
public sealed class SoftmaxCrossEntropy : Loss
{
    private const int Chunk = 256;

    /// <inheritdoc/>
    public override string Name => "softmax cross-entropy";

    /// <inheritdoc/>
    protected override float Row(ReadOnlySpan<float> logits, ReadOnlySpan<float> target, float scale, Span<float> dLogits)
    {
        float maximum = TensorPrimitives.Max(logits);
        float total = 0;
        Span<float> exponential = stackalloc float[Chunk];
        for (int start = 0; start < logits.Length; start += Chunk)
        {
            Span<float> e = exponential[..Math.Min(Chunk, logits.Length - start)];
            TensorPrimitives.Subtract(logits.Slice(start, e.Length), maximum, e);
            TensorPrimitives.Exp(e, e);
            total += TensorPrimitives.Sum<float>(e);
        }
        float logTotal = MathF.Log(total); // of the shifted logits: added to the maximum, it would lose its last digits
        float weight = 0, loss = 0;
        for (int j = 0; j < logits.Length; j++)
        {
            weight += target[j];
            loss += target[j] == 0 ? 0 : target[j] * (logTotal - (logits[j] - maximum)); // 0 · log 0 = 0, also where a logit is −∞
        }
        for (int j = 0; j < dLogits.Length; j++)
        {
            dLogits[j] = scale * ((weight * MathF.Exp(logits[j] - maximum - logTotal)) - target[j]);
        }
        return loss;
    }

    /// <summary>From dX = (Σ t) p − t and the derivative of a softmax: (Σ t) p ⊙ (ẋ − Σ p ẋ).</summary>
    protected override void RowTangent(
        ReadOnlySpan<float> logits, ReadOnlySpan<float> target, ReadOnlySpan<float> tangent, float scale, Span<float> dTangent)
    {
        TensorPrimitives.Subtract(logits, TensorPrimitives.Max(logits), dTangent);
        TensorPrimitives.Exp(dTangent, dTangent);
        TensorPrimitives.Divide(dTangent, TensorPrimitives.Sum<float>(dTangent), dTangent); // p
        float mean = TensorPrimitives.Dot(dTangent, tangent);
        float weight = scale * TensorPrimitives.Sum(target);
        for (int j = 0; j < dTangent.Length; j++)
        {
            dTangent[j] *= weight * (tangent[j] - mean);
        }
    }
}
