namespace Scratch.Adversarial.Classification.Robust;

/// <summary>
/// −log q_y − log(1 − max_{k≠y} q_k) + β (1 − p_y) KL(p ‖ q): the examples that are hardly right count most. Wang et
/// al. 2020 (MART), eq. 11, with β for its λ.
/// </summary>
/// <param name="beta">β, at least 0.</param>
public sealed class MartLoss(float beta = 5) : RobustLoss
{
    /// <summary>Added under the logarithm: of float, 1 − q may be 0.</summary>
    private const float Tiny = 1e-7f;

    /// <inheritdoc/>
    public override string Name => "mart";

    /// <inheritdoc/>
    protected override float Row(
        ReadOnlySpan<float> logP, ReadOnlySpan<float> logQ, int label, Span<float> dOriginal, Span<float> dAdversarial)
    {
        dOriginal.Clear();
        dAdversarial.Clear();
        float loss = AddCrossEntropy(logQ, label, 1, dAdversarial) + AddMargin(logQ, label, dAdversarial);

        // β w KL with w = 1 − p_y: its gradient is w ∂KL + KL ∂w, and ∂w/∂logits = −p_y (e_y − p).
        float right = MathF.Exp(logP[label]), weight = beta * (1 - right);
        float divergence = AddDivergence(logP, logQ, weight, dOriginal, dAdversarial);
        for (int k = 0; k < logP.Length; k++)
        {
            dOriginal[k] += beta * divergence * right * MathF.Exp(logP[k]);
        }
        dOriginal[label] -= beta * divergence * right;
        return loss + (weight * divergence);
    }

    /// <summary>
    /// −log(1 − q_m + tiny), m the strongest wrong class. Its gradient is q_m (e_m − q) / (1 − q_m + tiny).
    /// </summary>
    private static float AddMargin(ReadOnlySpan<float> logQ, int label, Span<float> dAdversarial)
    {
        int strongest = label == 0 ? 1 : 0;
        for (int k = 0; k < logQ.Length; k++)
        {
            strongest = k != label && logQ[k] > logQ[strongest] ? k : strongest;
        }
        float q = MathF.Exp(logQ[strongest]), rest = 1 - q + Tiny, factor = q / rest;
        for (int k = 0; k < logQ.Length; k++)
        {
            dAdversarial[k] -= factor * MathF.Exp(logQ[k]);
        }
        dAdversarial[strongest] += factor;
        return -MathF.Log(rest);
    }
}
