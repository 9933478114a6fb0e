namespace Scratch.Layers.Checking.ReferenceLosses;

/// <summary>
/// Σⱼ (μⱼ² + σⱼ² − μⱼ)² with σ = μ, as printed in the article.
/// Derivation: docs/backprop.md, section "The article's losses".
/// </summary>
internal sealed class ReferenceArticleEncoderLoss : ReferenceLoss
{
    public override double Forward(double[] logits, double[] target) =>
        logits.Sum(mean => Math.Pow((mean * mean) + (mean * mean) - mean, 2));

    public override double[] Backward(double[] logits, double[] target) =>
        [.. logits.Select(mean => 2 * ((2 * mean * mean) - mean) * ((4 * mean) - 1))];
}

/// <summary>Σⱼ Dⱼ − log Dⱼ with D = σ(x). Derivation: docs/backprop.md, section "The article's losses".</summary>
internal sealed class ReferenceArticleGeneratorLoss : ReferenceLoss
{
    public override double Forward(double[] logits, double[] target)
    {
        double loss = 0;
        foreach (double x in logits)
        {
            double minusLogD = x > 0 ? Math.Log(1 + Math.Exp(-x)) : -x + Math.Log(1 + Math.Exp(x)); // without overflow
            loss += Math.Exp(-minusLogD) + minusLogD;
        }
        return loss;
    }

    /// <summary>The two terms by themselves: dD/dx = D (1 − D), and d(−log D)/dx = −(1 − D).</summary>
    public override double[] Backward(double[] logits, double[] target)
    {
        var dLogits = new double[logits.Length];
        for (int j = 0; j < logits.Length; j++)
        {
            double d = 1 / (1 + Math.Exp(-logits[j])), complement = 1 / (1 + Math.Exp(logits[j]));
            dLogits[j] = (d * complement) - complement;
        }
        return dLogits;
    }
}
