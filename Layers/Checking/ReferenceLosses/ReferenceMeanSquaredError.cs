namespace Scratch.Layers.Checking.ReferenceLosses;

/// <summary>(1/N) Σⱼ (xⱼ − tⱼ)². Derivation: docs/backprop.md, section "Mean squared error".</summary>
internal sealed class ReferenceMeanSquaredError : ReferenceLoss
{
    public override double Forward(double[] logits, double[] target)
    {
        double sum = 0;
        for (int j = 0; j < logits.Length; j++)
        {
            sum += (logits[j] - target[j]) * (logits[j] - target[j]);
        }
        return sum / logits.Length;
    }

    public override double[] Backward(double[] logits, double[] target)
    {
        var dLogits = new double[logits.Length];
        for (int j = 0; j < logits.Length; j++)
        {
            dLogits[j] = 2 * (logits[j] - target[j]) / logits.Length;
        }
        return dLogits;
    }
}
