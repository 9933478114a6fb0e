using Scratch.Engine;

namespace Scratch.Layers;

/// <summary>
/// The divergence with a floor, Σⱼ max(λ, KLⱼ), KLⱼ the mean over the batch for the j-th number of a prompt: λ nats of
/// each are free, so none is given up for the divergence's sake. Kingma et al. 2016 (inverse autoregressive flow),
/// appendix C.8.
/// </summary>
public static class FreeBits
{
    /// <summary>
    /// dHeads += w ∂/∂heads of Σ over the batch of the KLⱼ above the floor: dμ += w μ, d(log σ²) += ½ w (σ² − 1).
    /// Allocates nothing.
    /// </summary>
    /// <param name="heads">(B, 2L), [μ | log σ²], not overwritten.</param>
    /// <param name="floor">λ, in nats, at least 0.</param>
    /// <param name="weight">w: β / batch in training.</param>
    /// <param name="dHeads">(B, 2L), accumulated.</param>
    /// <returns>Σⱼ max(λ, KLⱼ).</returns>
    public static float Add(Matrix heads, float floor, float weight, Matrix dHeads)
    {
        Shape.RequireSame(heads, dHeads);
        ArgumentOutOfRangeException.ThrowIfNegative(floor);
        int latent = heads.Columns / 2;
        float sum = 0;
        for (int j = 0; j < latent; j++)
        {
            float divergence = MeanDivergence(heads, j, latent + j);
            sum += MathF.Max(floor, divergence);
            for (int row = 0; row < heads.Rows && divergence > floor; row++)
            {
                dHeads[row, j] += weight * heads[row, j];
                dHeads[row, latent + j] += 0.5f * weight * (MathF.Exp(heads[row, latent + j]) - 1);
            }
        }
        return sum;
    }

    private static float MeanDivergence(Matrix heads, int mean, int logVariance)
    {
        float sum = 0;
        for (int row = 0; row < heads.Rows; row++)
        {
            float mu = heads[row, mean], s = heads[row, logVariance];
            sum += (mu * mu) + MathF.Exp(s) - s - 1;
        }
        return 0.5f * sum / heads.Rows;
    }
}
