namespace Scratch.Adversarial.Classification.Robust;

/// <summary>
/// −log p_y + β KL(p ‖ q): right on the examples, and the same around them. Zhang et al. 2019 (TRADES), eq. 5, with β =
/// 1/λ.
/// </summary>
/// <param name="beta">β, at least 0: more for robustness, less for accuracy.</param>
public sealed class TradesLoss(float beta = 6) : RobustLoss
{
    /// <inheritdoc/>
    public override string Name => "trades";

    /// <inheritdoc/>
    protected override float Row(
        ReadOnlySpan<float> logP, ReadOnlySpan<float> logQ, int label, Span<float> dOriginal, Span<float> dAdversarial)
    {
        dOriginal.Clear();
        dAdversarial.Clear();
        return AddCrossEntropy(logP, label, 1, dOriginal)
            + (beta * AddDivergence(logP, logQ, beta, dOriginal, dAdversarial));
    }
}
