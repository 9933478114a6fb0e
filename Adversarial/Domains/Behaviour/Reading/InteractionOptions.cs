namespace Scratch.Adversarial.Domains.Behaviour.Reading;

/// <summary>Which interactions count.</summary>
public sealed record InteractionOptions
{
    /// <summary>The least rating that counts, where there are ratings; null for any.</summary>
    public double? LeastRating { get; init; } = 4;

    /// <summary>How many users an item must have; those with fewer are left out.</summary>
    public int FewestUsers { get; init; } = 5;
}
