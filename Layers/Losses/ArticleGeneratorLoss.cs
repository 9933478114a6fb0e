namespace Scratch.Layers;

/// <summary>
/// The article's generator loss Σⱼ D − log D, D = σ(x) from logits: Σⱼ σ(xⱼ) + log(1 + e^−xⱼ). dX = −(1 − D)².
/// </summary>
/// <remarks>
/// The derivative is D (1 − D) − (1 − D) = −(1 − D)²: that of the non-saturating loss, −(1 − D), times 1 − D. Both push D
/// towards 1; this one lets go sooner. The target is not read. See docs/article.md.
/// </remarks>
public sealed class ArticleGeneratorLoss : Loss
{
    /// <inheritdoc/>
    public override string Name => "article's generator loss";

    /// <inheritdoc/>
    protected override float Row(ReadOnlySpan<float> logits, ReadOnlySpan<float> target, float scale, Span<float> dLogits)
    {
        float loss = 0;
        for (int j = 0; j < logits.Length; j++)
        {
            float x = logits[j];
            float e = MathF.Exp(-MathF.Abs(x));
            float notD = x >= 0 ? e / (1 + e) : 1 / (1 + e); // 1 − D, without cancellation
            loss += 1 - notD + MathF.Max(-x, 0) + float.LogP1(e);
            if (!dLogits.IsEmpty)
            {
                dLogits[j] = -scale * notD * notD;
            }
        }
        return loss;
    }
}
