namespace Scratch.Layers;

/// <summary>(1/N) Σⱼ |xⱼ − tⱼ|. dX = sign(x − t) / N, and 0 where they are equal, as in PyTorch.</summary>
public sealed class MeanAbsoluteError : Loss
{
    /// <inheritdoc/>
    public override string Name => "mean absolute error";

    /// <inheritdoc/>
    protected override float Row(
        ReadOnlySpan<float> logits, ReadOnlySpan<float> target, float scale, Span<float> dLogits)
    {
        float loss = 0;
        for (int j = 0; j < logits.Length; j++)
        {
            float difference = logits[j] - target[j];
            loss += MathF.Abs(difference);
            if (!dLogits.IsEmpty)
            {
                float sign = difference > 0 ? 1 : difference < 0 ? -1 : difference; // 0, or NaN
                dLogits[j] = scale / logits.Length * sign;
            }
        }
        return loss / logits.Length;
    }
}
