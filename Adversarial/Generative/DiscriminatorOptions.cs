namespace Scratch.Adversarial.Generative;

/// <summary>The rules of an adversarial game: its loss, and what keeps the discriminator from running away.</summary>
public sealed record DiscriminatorOptions
{
    /// <summary>What both sides want.</summary>
    public AdversarialLoss Loss { get; init; } = AdversarialLoss.NonSaturating;

    /// <summary>
    /// Updates of the discriminator for one of the generator, at least 1: k in Goodfellow et al. 2014, algorithm 1.
    /// </summary>
    public int Steps { get; init; } = 1;

    /// <summary>
    /// A penalty on the discriminator's gradient: R1 at real inputs, or that of WGAN-GP between real and generated
    /// ones; null for none.
    /// </summary>
    public PenaltyForm? Penalty { get; init; }

    /// <summary>Its weight, not negative.</summary>
    public float PenaltyWeight { get; init; } = 10;

    /// <summary>
    /// Only every so many updates have the penalty, with so many times its weight: "lazy" (Karras et al. 2020, section
    /// 3.1). At least 1.
    /// </summary>
    public int PenaltyInterval { get; init; } = 1;

    /// <summary>
    /// c: after an update all of the discriminator's parameters are clipped to [−c, c] (Arjovsky et al. 2017, algorithm
    /// 1); 0 for none.
    /// </summary>
    public float WeightClip { get; init; }

    /// <summary>
    /// σ of the noise on all that the discriminator sees, which falls linearly to 0 over the training; 0 for none.
    /// Arjovsky and Bottou 2017, section 3; Sønderby et al. 2017.
    /// </summary>
    public float InstanceNoise { get; init; }

    /// <summary>Throws if a number is out of its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The message names the option.</exception>
    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Steps, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(PenaltyInterval, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(PenaltyWeight);
        ArgumentOutOfRangeException.ThrowIfNegative(WeightClip);
        ArgumentOutOfRangeException.ThrowIfNegative(InstanceNoise);
    }
}
