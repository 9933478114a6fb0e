namespace Scratch.Adversarial.Classification.SemiSupervised;

/// <summary>
/// H = −Σₖ pₖ log pₖ, p = softmax(x); dX = −p ⊙ (log p + H). Where it is small the classifier is sure. Grandvalet and
/// Bengio 2005.
/// </summary>
/// <remarks>Derivation: docs/backprop.md, section "Virtual adversarial directions".</remarks>
internal static class PredictiveEntropy
{
    /// <summary>
    /// The mean entropy, and its gradient with respect to the logits times <paramref name="weight"/>. Allocates
    /// nothing.
    /// </summary>
    /// <param name="probabilities">(B, N), p.</param>
    /// <param name="weight">Multiplies the gradient, not the result.</param>
    /// <param name="dLogits">(B, N), added to.</param>
    public static float Compute(Matrix probabilities, float weight, Matrix dLogits)
    {
        Shape.RequireSame(probabilities, dLogits);
        float total = 0;
        for (int row = 0; row < probabilities.Rows; row++)
        {
            ReadOnlySpan<float> p = probabilities.Row(row);
            float entropy = 0;
            foreach (float share in p)
            {
                entropy -= Weighted(share, 0);
            }
            for (int k = 0; k < p.Length; k++)
            {
                dLogits[row, k] -= weight / probabilities.Rows * Weighted(p[k], entropy);
            }
            total += entropy;
        }
        return total / probabilities.Rows;

        static float Weighted(float p, float entropy) => p > 0 ? p * (MathF.Log(p) + entropy) : 0; // p log p ends at 0
    }
}
