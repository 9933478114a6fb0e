namespace Scratch.Layers;

/// <summary>
/// The article's −log p = Σⱼ (x'ⱼ − μⱼ)² with x' = μ ⊙ μ + σ ⊙ σ and σ = μ: Σⱼ μⱼ² (2μⱼ − 1)². dμ = 2μ (2μ − 1)(4μ − 1).
/// </summary>
/// <remarks>A function of μ alone, which stands for both logits and target. Its minima are μ = 0 and μ = ½. See docs/article.md.</remarks>
public sealed class ArticleEncoderLoss : Loss
{
    /// <inheritdoc/>
    public override string Name => "article's encoder loss";

    /// <inheritdoc/>
    protected override float Row(ReadOnlySpan<float> logits, ReadOnlySpan<float> target, float scale, Span<float> dLogits)
    {
        float loss = 0;
        for (int j = 0; j < logits.Length; j++)
        {
            float mean = logits[j];
            float root = mean * ((2 * mean) - 1);
            loss += root * root;
            if (!dLogits.IsEmpty)
            {
                dLogits[j] = scale * 2 * root * ((4 * mean) - 1);
            }
        }
        return loss;
    }
}
