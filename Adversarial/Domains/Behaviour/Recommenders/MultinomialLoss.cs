namespace Scratch.Adversarial.Domains.Behaviour.Recommenders;

/// <summary>
/// −Σ over the targets of log pₜ, p = softmax(logits): the multinomial likelihood of a profile (Liang et al. 2018,
/// eq. 2). The gradient of the logits is n p − t, with n targets.
/// </summary>
/// <remarks>
/// The maximum is subtracted before the exponential. What is left out has p = 0, as if its logit were −∞, and its
/// gradient is 0.
/// </remarks>
internal static class MultinomialLoss
{
    /// <summary>The loss of a user, and its gradient.</summary>
    /// <param name="logits">One for each item, not overwritten.</param>
    /// <param name="targets">The items that are to be likely, none of them left out.</param>
    /// <param name="leftOut">Items that are neither likely nor unlikely.</param>
    /// <param name="scale">What the gradient is multiplied by.</param>
    /// <param name="dLogits">Overwritten.</param>
    public static float Compute(
        ReadOnlySpan<float> logits, ReadOnlySpan<int> targets, ReadOnlySpan<int> leftOut, float scale,
        Span<float> dLogits)
    {
        logits.CopyTo(dLogits);
        foreach (int item in leftOut)
        {
            dLogits[item] = float.NegativeInfinity;
        }
        TensorPrimitives.Subtract(dLogits, TensorPrimitives.Max<float>(dLogits), dLogits);
        float loss = 0;
        foreach (int item in targets)
        {
            loss -= dLogits[item];
        }
        TensorPrimitives.Exp(dLogits, dLogits);
        float total = Reductions.Sum<float>(dLogits);
        loss += targets.Length * MathF.Log(total);
        TensorPrimitives.Multiply(dLogits, scale * targets.Length / total, dLogits);
        foreach (int item in targets)
        {
            dLogits[item] -= scale;
        }
        return loss;
    }
}
