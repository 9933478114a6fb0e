namespace Scratch.Adversarial.Classification.Robust;

/// <summary>
/// −½ log p_y − ½ log q_y: half on the examples as they are. Goodfellow et al. 2015, section 6, with α = ½.
/// </summary>
public sealed class HalfHalfLoss : RobustLoss
{
    /// <inheritdoc/>
    public override string Name => "half-half";

    /// <inheritdoc/>
    protected override float Row(
        ReadOnlySpan<float> logP, ReadOnlySpan<float> logQ, int label, Span<float> dOriginal, Span<float> dAdversarial)
    {
        dOriginal.Clear();
        dAdversarial.Clear();
        return 0.5f * (AddCrossEntropy(logP, label, 0.5f, dOriginal)
            + AddCrossEntropy(logQ, label, 0.5f, dAdversarial));
    }
}
