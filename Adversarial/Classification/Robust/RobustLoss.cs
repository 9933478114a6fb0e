namespace Scratch.Adversarial.Classification.Robust;

/// <summary>
/// What a robust trainer minimises: a function of the logits of each example as it is and as an attack has moved it.
/// </summary>
/// <remarks>
/// Below, p = softmax(logits of the original), q = softmax(logits of the adversarial example), y the label.
/// </remarks>
public abstract class RobustLoss
{
    /// <summary>The name in options and tables, such as <c>trades</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Whether the originals are looked at; if not, their forward pass can be saved.</summary>
    public virtual bool NeedsOriginals => true;

    /// <summary>
    /// The loss of every example, and its gradients with respect to both logits, times <paramref name="scale"/>.
    /// Allocates nothing.
    /// </summary>
    /// <param name="original">(B, N) logits; empty if they aren't looked at.</param>
    /// <param name="adversarial">(B, N) logits.</param>
    /// <param name="labels">B true classes.</param>
    /// <param name="perExample">(1, B), unscaled, overwritten.</param>
    /// <param name="scale">1 / batch in training.</param>
    /// <param name="dOriginal">(B, N), overwritten; empty if the originals aren't looked at.</param>
    /// <param name="dAdversarial">(B, N), overwritten.</param>
    public void Compute(
        Matrix original, Matrix adversarial, ReadOnlySpan<int> labels, Matrix perExample, float scale, Matrix dOriginal,
            Matrix dAdversarial)
    {
        Shape.RequireSame(adversarial, dAdversarial);
        Shape.RequireLength(labels.Length, adversarial.Rows, nameof(labels));
        Shape.Require(perExample, 1, adversarial.Rows);
        if (NeedsOriginals)
        {
            Shape.RequireSame(original, adversarial);
            Shape.RequireSame(dOriginal, adversarial);
        }
        int classes = adversarial.Columns;
        Span<float> logP = stackalloc float[NeedsOriginals ? classes : 0], logQ = stackalloc float[classes];
        for (int row = 0; row < adversarial.Rows; row++)
        {
            LogSoftmax(adversarial.Row(row), logQ);
            Span<float> dP = [], dQ = dAdversarial.Row(row);
            if (NeedsOriginals)
            {
                LogSoftmax(original.Row(row), logP);
                dP = dOriginal.Row(row);
            }
            perExample[0, row] = Row(logP, logQ, labels[row], dP, dQ);
            TensorPrimitives.Multiply(dP, scale, dP);
            TensorPrimitives.Multiply(dQ, scale, dQ);
        }
    }

    /// <summary>The loss of one example and its gradients, unscaled.</summary>
    /// <param name="logP">N log-probabilities of the original; empty if it isn't looked at.</param>
    /// <param name="logQ">N log-probabilities of the adversarial example.</param>
    /// <param name="label">y.</param>
    /// <param name="dOriginal">N numbers, overwritten; empty if the original isn't looked at.</param>
    /// <param name="dAdversarial">N numbers, overwritten.</param>
    protected abstract float Row(
        ReadOnlySpan<float> logP, ReadOnlySpan<float> logQ, int label, Span<float> dOriginal, Span<float> dAdversarial);

    /// <summary>dLogits += weight · (softmax − e_y), the gradient of −weight log p_y; returns −log p_y.</summary>
    protected static float AddCrossEntropy(ReadOnlySpan<float> logP, int label, float weight, Span<float> dLogits)
    {
        for (int k = 0; k < logP.Length; k++)
        {
            dLogits[k] += weight * MathF.Exp(logP[k]);
        }
        dLogits[label] -= weight;
        return -logP[label];
    }

    /// <summary>
    /// KL(p ‖ q) = Σ p (log p − log q). Its gradients are p ⊙ (log p − log q − KL) for p's logits and q − p for q's;
    /// both are added, times weight.
    /// </summary>
    protected static float AddDivergence(
        ReadOnlySpan<float> logP, ReadOnlySpan<float> logQ, float weight, Span<float> dOriginal,
            Span<float> dAdversarial)
    {
        float divergence = 0;
        for (int k = 0; k < logP.Length; k++)
        {
            divergence += MathF.Exp(logP[k]) * (logP[k] - logQ[k]);
        }
        for (int k = 0; k < logP.Length; k++)
        {
            float p = MathF.Exp(logP[k]);
            dOriginal[k] += weight * p * (logP[k] - logQ[k] - divergence);
            dAdversarial[k] += weight * (MathF.Exp(logQ[k]) - p);
        }
        return divergence;
    }

    private static void LogSoftmax(ReadOnlySpan<float> logits, Span<float> logP)
    {
        float maximum = TensorPrimitives.Max(logits), total = 0;
        for (int k = 0; k < logits.Length; k++)
        {
            logP[k] = logits[k] - maximum;
            total += MathF.Exp(logP[k]);
        }
        TensorPrimitives.Subtract(logP, MathF.Log(total), logP);
    }
}
