namespace Scratch.Layers;

/// <summary>(1/N) Σⱼ max(0, 1 − tⱼ xⱼ). dX = −t / N where t x &lt; 1, else 0. Cortes and Vapnik 1995.</summary>
/// <remarks>Targets are +1 and −1; for a discriminator, +1 is real and −1 generated (Lim and Ye 2017).</remarks>
public sealed class Hinge : Loss
{
    /// <inheritdoc/>
    public override string Name => "hinge loss";

    /// <summary>Targets lie in [−1, 1].</summary>
    public override string? FindFault(ReadOnlySpan<float> target) => FindOutside(target, -1, 1, "-1 or 1");

    /// <inheritdoc/>
    protected override float Row(
        ReadOnlySpan<float> logits, ReadOnlySpan<float> target, float scale, Span<float> dLogits)
    {
        float loss = 0;
        for (int j = 0; j < logits.Length; j++)
        {
            float missing = 1 - (target[j] * logits[j]); // to the margin
            loss += MathF.Max(missing, 0);
            if (!dLogits.IsEmpty)
            {
                dLogits[j] = missing > 0 ? -scale / logits.Length * target[j] : float.IsNaN(missing) ? missing : 0;
            }
        }
        return loss / logits.Length;
    }
}
