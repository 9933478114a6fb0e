using System.Numerics.Tensors;

namespace Scratch.Layers;

/// <summary>
/// Σⱼ −tⱼ log σ(xⱼ) − (1 − tⱼ) log(1 − σ(xⱼ)) = Σⱼ max(xⱼ, 0) − tⱼ xⱼ + log(1 + e^−|xⱼ|), from logits. dX = σ(x) − t.
/// </summary>
/// <remarks>
/// Summed over the outputs of an example, in nats: for an image, −log p(image). Targets lie in [0, 1]. The second form has no
/// logarithm of a number near 0, and its terms are added element by element: summed up by themselves, they would be large and
/// cancel. Derivation: docs/backprop.md, section "Binary cross-entropy".
/// </remarks>
public sealed class BinaryCrossEntropy : Loss
{
    private const int Chunk = 256;

    /// <inheritdoc/>
    public override string Name => "binary cross-entropy";

    /// <inheritdoc/>
    protected override float Row(ReadOnlySpan<float> logits, ReadOnlySpan<float> target, float scale, Span<float> dLogits)
    {
        Span<float> curved = stackalloc float[Chunk], straight = stackalloc float[Chunk];
        float loss = 0;
        for (int start = 0; start < logits.Length; start += Chunk)
        {
            int count = Math.Min(Chunk, logits.Length - start);
            ReadOnlySpan<float> x = logits.Slice(start, count), t = target.Slice(start, count);
            Span<float> c = curved[..count], s = straight[..count];
            TensorPrimitives.Abs(x, c);
            TensorPrimitives.Negate(c, c);
            TensorPrimitives.Exp(c, c);
            TensorPrimitives.LogP1(c, c); // log(1 + e^−|x|)
            TensorPrimitives.Negate(x, s);
            TensorPrimitives.Min(s, 0f, s);
            TensorPrimitives.MultiplyAdd(t, x, s, s); // t x − max(x, 0), exactly 0 where a target of 0 or 1 is met
            loss += TensorPrimitives.Sum<float>(c) - TensorPrimitives.Sum<float>(s);
            if (!dLogits.IsEmpty)
            {
                Span<float> d = dLogits.Slice(start, count);
                TensorPrimitives.Sigmoid(x, d);
                TensorPrimitives.Subtract(d, t, d);
                TensorPrimitives.Multiply(d, scale, d);
            }
        }
        return loss;
    }

    /// <summary>From dX = σ(x) − t: σ (1 − σ) ẋ.</summary>
    protected override void RowTangent(
        ReadOnlySpan<float> logits, ReadOnlySpan<float> target, ReadOnlySpan<float> tangent, float scale, Span<float> dTangent)
    {
        TensorPrimitives.Sigmoid(logits, dTangent);
        for (int j = 0; j < dTangent.Length; j++)
        {
            dTangent[j] = scale * dTangent[j] * (1 - dTangent[j]) * tangent[j];
        }
    }
}
