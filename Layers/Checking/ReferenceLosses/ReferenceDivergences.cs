namespace Scratch.Layers.Checking.ReferenceLosses;

/// <summary>Σⱼ tⱼ log(tⱼ / pⱼ), p = softmax(x).</summary>
internal sealed class ReferenceCategoricalDivergence : ReferenceLoss
{
    private readonly ReferenceSoftmaxCrossEntropy _crossEntropy = new();

    /// <summary>The cross-entropy less the entropy of the target, −Σ t log t.</summary>
    public override double Forward(double[] logits, double[] target) =>
        _crossEntropy.Forward(logits, target) + target.Sum(t => t == 0 ? 0 : t * Math.Log(t));

    public override double[] Backward(double[] logits, double[] target) => _crossEntropy.Backward(logits, target);
}

/// <summary>
/// KL(N(μ, σ²) ‖ N(m, s²)) = Σ log(s / σ) + (σ² + (μ − m)²) / 2s² − ½, for logits [μ | log σ²] and a target [m | log
/// s²].
/// </summary>
internal sealed class ReferenceGaussianDivergence : ReferenceLoss
{
    public override double Forward(double[] logits, double[] target)
    {
        int latent = logits.Length / 2;
        double loss = 0;
        for (int j = 0; j < latent; j++)
        {
            double sigma = Math.Exp(logits[latent + j] / 2), s = Math.Exp(target[latent + j] / 2),
                difference = logits[j] - target[j];
            loss += Math.Log(s / sigma) + (((sigma * sigma) + (difference * difference)) / (2 * s * s)) - 0.5;
        }
        return loss;
    }

    /// <summary>In terms of σ: ∂/∂σ = σ / s² − 1 / σ, and ∂σ/∂(log σ²) = σ / 2.</summary>
    public override double[] Backward(double[] logits, double[] target)
    {
        int latent = logits.Length / 2;
        var dLogits = new double[logits.Length];
        for (int j = 0; j < latent; j++)
        {
            double sigma = Math.Exp(logits[latent + j] / 2), s = Math.Exp(target[latent + j] / 2);
            dLogits[j] = (logits[j] - target[j]) / (s * s);
            dLogits[latent + j] = ((sigma / (s * s)) - (1 / sigma)) * sigma / 2;
        }
        return dLogits;
    }
}
