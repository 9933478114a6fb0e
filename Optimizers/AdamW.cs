using Scratch.Engine;

namespace Scratch.Optimizers;

/// <summary>
/// Adam with weight decay beside the formula, not in the gradient: θ = θ − η (m̂ / (√v̂ + ε) + λ θ). Loshchilov and
/// Hutter 2019, algorithm 2.
/// </summary>
public sealed class AdamW : Adam
{
    /// <summary>AdamW with the constants of PyTorch unless given.</summary>
    /// <param name="parameters">What to optimise.</param>
    /// <param name="beta1">The decay of the mean, in [0, 1).</param>
    /// <param name="beta2">The decay of the uncentred variance, in [0, 1).</param>
    /// <param name="epsilon">Added to the root; at least 10⁻¹².</param>
    /// <param name="weightDecay">λ, at least 0. Biases and the parameters of a normalisation don't decay.</param>
    /// <exception cref="ArgumentOutOfRangeException">A constant is out of its range.</exception>
    public AdamW(ParameterBuffer parameters, float beta1 = 0.9f, float beta2 = 0.999f, float epsilon = 1e-8f,
        float weightDecay = 0.01f)
        : base(parameters, beta1, beta2, epsilon) => WeightDecay = weightDecay;

    /// <inheritdoc/>
    public override string Name => "adamw";
}
