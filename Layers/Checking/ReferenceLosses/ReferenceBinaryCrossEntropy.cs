namespace Scratch.Layers.Checking.ReferenceLosses;

/// <summary>
/// Σⱼ −tⱼ log σ(xⱼ) − (1 − tⱼ) log(1 − σ(xⱼ)), with −log σ(x) = log(1 + e⁻ˣ) and −log(1 − σ(x)) = log(1 + eˣ).
/// Derivation: docs/backprop.md, section "Binary cross-entropy".
/// </summary>
internal sealed class ReferenceBinaryCrossEntropy : ReferenceLoss
{
    public override double Forward(double[] logits, double[] target)
    {
        double loss = 0;
        for (int j = 0; j < logits.Length; j++)
        {
            loss += (target[j] * LogOnePlusExp(-logits[j])) + ((1 - target[j]) * LogOnePlusExp(logits[j]));
        }
        return loss;
    }

    /// <summary>The two terms by themselves: −t (1 − σ(x)) + (1 − t) σ(x), where 1 − σ(x) = σ(−x).</summary>
    public override double[] Backward(double[] logits, double[] target)
    {
        var dLogits = new double[logits.Length];
        for (int j = 0; j < logits.Length; j++)
        {
            double sigmoid = 1 / (1 + Math.Exp(-logits[j])), complement = 1 / (1 + Math.Exp(logits[j]));
            dLogits[j] = (-target[j] * complement) + ((1 - target[j]) * sigmoid);
        }
        return dLogits;
    }

    /// <summary>log(1 + eˣ); for x above 0 as x + log(1 + e⁻ˣ), which does not overflow.</summary>
    private static double LogOnePlusExp(double x) => x > 0 ? x + Math.Log(1 + Math.Exp(-x)) : Math.Log(1 + Math.Exp(x));
}
