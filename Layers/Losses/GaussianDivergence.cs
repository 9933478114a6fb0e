namespace Scratch.Layers;

/// <summary>
/// KL(N(μ, σ²) ‖ N(m, s²)) = ½ Σ (log s² − log σ² + (σ² + (μ − m)²) / s² − 1), for logits [μ | log σ²] and a target [m
/// | log s²]. dμ = (μ − m) / s²; d(log σ²) = ½ (σ² / s² − 1). Kullback and Leibler 1951.
/// </summary>
/// <remarks>A target of zeros is N(0, 1): the divergence of <see cref="Reparameterisation"/>.</remarks>
public sealed class GaussianDivergence : Loss
{
    /// <inheritdoc/>
    public override string Name => "Gaussian divergence";

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The width is odd, so it is not that of means and as many log
    /// variances.</exception>
    protected override float Row(
        ReadOnlySpan<float> logits, ReadOnlySpan<float> target, float scale, Span<float> dLogits)
    {
        if (int.IsOddInteger(logits.Length))
        {
            throw new ArgumentException($"A row [mean | log variance] has an even width, but it is {logits.Length}.");
        }
        int latent = logits.Length / 2;
        float loss = 0;
        for (int j = 0; j < latent; j++)
        {
            float difference = logits[j] - target[j];
            float logRatio = logits[latent + j] - target[latent + j]; // log(σ² / s²)
            float precision = MathF.Exp(-target[latent + j]), ratio = MathF.Exp(logRatio);
            loss += 0.5f * (ratio - logRatio - 1 + (difference * difference * precision));
            if (!dLogits.IsEmpty)
            {
                dLogits[j] = scale * difference * precision;
                dLogits[latent + j] = scale * 0.5f * (ratio - 1);
            }
        }
        return loss;
    }
}
