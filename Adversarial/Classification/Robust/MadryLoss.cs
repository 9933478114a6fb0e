namespace Scratch.Adversarial.Classification.Robust;

/// <summary>−log q_y: cross-entropy of the adversarial examples alone. Madry et al. 2018, eq. 2.1.</summary>
public sealed class MadryLoss : RobustLoss
{
    /// <inheritdoc/>
    public override string Name => "madry";

    /// <inheritdoc/>
    public override bool NeedsOriginals => false;

    /// <inheritdoc/>
    protected override float Row(
        ReadOnlySpan<float> logP, ReadOnlySpan<float> logQ, int label, Span<float> dOriginal, Span<float> dAdversarial)
    {
        dAdversarial.Clear();
        return AddCrossEntropy(logQ, label, 1, dAdversarial);
    }
}
