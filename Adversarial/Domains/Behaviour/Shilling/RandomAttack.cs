namespace Scratch.Adversarial.Domains.Behaviour.Shilling;

/// <summary>The target among items that are drawn at random, each as likely as the others.</summary>
internal sealed class RandomAttack : ShillingAttack
{
    /// <inheritdoc/>
    public override string Name => "random";

    /// <inheritdoc/>
    public override string Description => "the target among items at random (Lam and Riedl 2004)";

    /// <inheritdoc/>
    private protected override int[] CreateProfile(KnownProfiles known, int target, RandomStream random) =>
        [.. KnownProfiles.Draw(target, known.ByPopularity, known.DrawLength(random.Fork(0)) - 1, random.Fork(1))];
}
