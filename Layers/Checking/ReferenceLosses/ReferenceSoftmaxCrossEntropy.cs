namespace Scratch.Layers.Checking.ReferenceLosses;

/// <summary>−Σⱼ tⱼ log pⱼ, p = softmax(x). Derivation: docs/backprop.md, section "Softmax cross-entropy".</summary>
internal sealed class ReferenceSoftmaxCrossEntropy : ReferenceLoss
{
    public override double Forward(double[] logits, double[] target)
    {
        double maximum = logits.Max();
        double logTotal = Math.Log(logits.Sum(x => Math.Exp(x - maximum)));
        double loss = 0;
        for (int j = 0; j < logits.Length; j++)
        {
            loss -= target[j] * (logits[j] - maximum - logTotal);
        }
        return loss;
    }

    /// <summary>Each −tⱼ log pⱼ by itself: ∂(−tⱼ log pⱼ)/∂xₖ = tⱼ (pₖ − [j = k]).</summary>
    public override double[] Backward(double[] logits, double[] target)
    {
        double maximum = logits.Max();
        double total = logits.Sum(x => Math.Exp(x - maximum));
        var dLogits = new double[logits.Length];
        for (int j = 0; j < logits.Length; j++)
        {
            for (int k = 0; k < logits.Length; k++)
            {
                double p = Math.Exp(logits[k] - maximum) / total;
                dLogits[k] += target[j] * (p - (j == k ? 1 : 0));
            }
        }
        return dLogits;
    }
}
