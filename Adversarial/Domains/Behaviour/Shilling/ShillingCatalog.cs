namespace Scratch.Adversarial.Domains.Behaviour.Shilling;

/// <summary>Every shilling attack by its name.</summary>
public static class ShillingCatalog
{
    /// <summary>The attacks, from the one that knows least to the one that knows the model.</summary>
    public static IReadOnlyList<ShillingAttack> All { get; } =
    [
        new RandomAttack(), new LoveHateAttack(), new PopularAttack(), new BandwagonAttack(), new CopyAttack(),
        new GradientAttack(),
    ];

    /// <summary>The attack of a name.</summary>
    /// <exception cref="ArgumentException">There is none; the message lists those that there are.</exception>
    public static ShillingAttack Find(string name) =>
        All.FirstOrDefault(attack => attack.Name == name) ?? throw new ArgumentException(
            $"There is no attack '{name}'; expected one of {string.Join(", ", All.Select(attack => attack.Name))}.");
}
