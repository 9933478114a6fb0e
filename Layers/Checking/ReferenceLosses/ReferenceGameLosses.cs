namespace Scratch.Layers.Checking.ReferenceLosses;

/// <summary>Σⱼ −tⱼ xⱼ. Derivation: docs/backprop.md, section "Losses of the two-player games".</summary>
internal sealed class ReferenceCriticLoss : ReferenceLoss
{
    public override double Forward(double[] logits, double[] target) => -logits.Zip(target, (x, t) => t * x).Sum();

    public override double[] Backward(double[] logits, double[] target) => [.. target.Select(t => -t)];
}

/// <summary>Σⱼ log(1 − D), D = σ(x). Derivation: docs/backprop.md, section "Losses of the two-player games".</summary>
internal sealed class ReferenceMinimaxGeneratorLoss : ReferenceLoss
{
    public override double Forward(double[] logits, double[] target) =>
        logits.Sum(x => x > 0 ? -x - Math.Log(1 + Math.Exp(-x)) : -Math.Log(1 + Math.Exp(x))); // without overflow

    /// <summary>By the chain rule: d log(1 − D)/dD · dD/dx = −1 / (1 − D) · D (1 − D).</summary>
    public override double[] Backward(double[] logits, double[] target) =>
        [.. logits.Select(x => -1 / (1 + Math.Exp(-x)))];
}
