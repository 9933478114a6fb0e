using System.Numerics.Tensors;

namespace Scratch.Layers;

/// <summary>
/// KL(t ‖ p) = Σⱼ tⱼ (log tⱼ − log pⱼ), p = softmax(x). dX = (Σⱼ tⱼ) p − t. Kullback and Leibler 1951.
/// </summary>
/// <remarks>
/// The target is a distribution over the classes, such as another network's output. It is
/// <see cref="SoftmaxCrossEntropy"/> less the entropy of the target: the same gradient, but 0 where p = t.
/// </remarks>
public sealed class CategoricalDivergence : Loss
{
    /// <inheritdoc/>
    public override string Name => "categorical divergence";

    /// <inheritdoc/>
    protected override float Row(
        ReadOnlySpan<float> logits, ReadOnlySpan<float> target, float scale, Span<float> dLogits)
    {
        float maximum = TensorPrimitives.Max(logits);
        float total = 0, weight = 0, loss = 0;
        for (int j = 0; j < logits.Length; j++)
        {
            total += MathF.Exp(logits[j] - maximum);
            weight += target[j];
        }
        float logTotal = MathF.Log(total); // of the shifted logits: added to the maximum, it would lose its last digits
        for (int j = 0; j < logits.Length; j++)
        {
            float logP = logits[j] - maximum - logTotal;
            loss += target[j] == 0 ? 0 : target[j] * (MathF.Log(target[j]) - logP); // 0 · log 0 = 0
            if (!dLogits.IsEmpty)
            {
                dLogits[j] = scale * ((weight * MathF.Exp(logP)) - target[j]);
            }
        }
        return loss;
    }
}
