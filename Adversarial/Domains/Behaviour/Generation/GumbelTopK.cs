namespace Scratch.Adversarial.Domains.Behaviour.Generation;

/// <summary>
/// Draws several items without putting any back, each in proportion to exp(logit) among those that are left: the K
/// largest of logit − log(−log u), with u uniform (Kool, van Hoof and Welling 2019, Stochastic Beams and Where to Find
/// Them, section 2).
/// </summary>
internal static class GumbelTopK
{
    /// <summary>Draws items.</summary>
    /// <param name="logits">One for each item, overwritten; −∞ for items that can't be drawn.</param>
    /// <param name="random">Decides.</param>
    /// <param name="items">As many items as are wanted, overwritten; at most as many as there are logits.</param>
    public static void Draw(Span<float> logits, RandomStream random, Span<int> items)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(items.Length, logits.Length, nameof(items));
        Perturb(logits, random);
        for (int k = 0; k < items.Length; k++)
        {
            items[k] = RowOperations.ArgMax(logits);
            logits[items[k]] = float.NegativeInfinity;
        }
    }

    /// <summary>logit −= log(−log u): what the items are compared by.</summary>
    internal static void Perturb(Span<float> logits, RandomStream random)
    {
        for (int i = 0; i < logits.Length; i++)
        {
            float u = Math.Max(random.Uniform((ulong)i), 1e-9f);
            logits[i] -= MathF.Log(-MathF.Log(u));
        }
    }

    /// <summary>
    /// The way back as if the K drawn ones, 0 or 1, had been K softmax(logits / τ): the straight-through estimator
    /// (Bengio, Léonard and Courville 2013; Jang, Gu and Poole 2017, section 2.2). Of s = K softmax(x / τ) it is
    /// dx = s ⊙ (g − Σ s g / K) / τ.
    /// </summary>
    /// <param name="perturbed">The logits behind <see cref="Perturb"/>.</param>
    /// <param name="count">K, at least 1.</param>
    /// <param name="temperature">τ, above 0.</param>
    /// <param name="gradient">g, of the drawn ones.</param>
    /// <param name="dLogits">Overwritten.</param>
    internal static void Backward(
        ReadOnlySpan<float> perturbed, int count, float temperature, ReadOnlySpan<float> gradient, Span<float> dLogits)
    {
        TensorPrimitives.Subtract(perturbed, TensorPrimitives.Max(perturbed), dLogits);
        TensorPrimitives.Divide(dLogits, temperature, dLogits);
        TensorPrimitives.Exp(dLogits, dLogits);
        TensorPrimitives.Divide(dLogits, Reductions.Sum<float>(dLogits), dLogits); // s / K
        float mean = Reductions.Dot(dLogits, gradient), factor = count / temperature;
        for (int i = 0; i < dLogits.Length; i++)
        {
            dLogits[i] *= factor * (gradient[i] - mean);
        }
    }
}
