namespace Scratch.Adversarial.Classification.SemiSupervised;

/// <summary>
/// D = Σₖ mₖ log (N mₖ), the divergence of m, the mean of what is said of the examples, from N equally common classes;
/// dXₖ = pₖ (log mₖ − Σⱼ pⱼ log mⱼ) / B. Where it is small no class is taken for another as a whole. Krause, Perona and
/// Gomes 2010; Hu et al. 2017.
/// </summary>
/// <remarks>Derivation: docs/backprop.md, section "Virtual adversarial directions".</remarks>
internal static class ClassBalance
{
    /// <summary>
    /// The divergence, and its gradient with respect to the logits times <paramref name="weight"/>. Allocates nothing.
    /// </summary>
    /// <param name="probabilities">(B, N), p.</param>
    /// <param name="weight">Multiplies the gradient, not the result.</param>
    /// <param name="mean">(1, N), overwritten.</param>
    /// <param name="dLogits">(B, N), added to.</param>
    public static float Compute(Matrix probabilities, float weight, Matrix mean, Matrix dLogits)
    {
        Shape.RequireSame(probabilities, dLogits);
        Span<float> m = mean.Row(0);
        m.Clear();
        for (int row = 0; row < probabilities.Rows; row++)
        {
            TensorPrimitives.Add(m, probabilities.Row(row), m);
        }
        float divergence = 0;
        for (int k = 0; k < m.Length; k++)
        {
            // the logarithm of a class that is never seen stays finite
            float share = Math.Max(m[k] / probabilities.Rows, float.Epsilon);
            m[k] = MathF.Log(share);
            divergence += share * (m[k] + MathF.Log(m.Length));
        }
        for (int row = 0; row < probabilities.Rows; row++)
        {
            ReadOnlySpan<float> p = probabilities.Row(row);
            float expected = Reductions.Dot(p, m);
            for (int k = 0; k < p.Length; k++)
            {
                dLogits[row, k] += weight / probabilities.Rows * p[k] * (m[k] - expected);
            }
        }
        return divergence;
    }
}
