namespace Scratch.Adversarial.Domains.Behaviour.Shilling;

/// <summary>Copies of real users, with the target added: all of a profile is true but for one item.</summary>
/// <remarks>Only users with two items or more are copied, the same users more than once if it must be.</remarks>
internal sealed class CopyAttack : ShillingAttack
{
    /// <inheritdoc/>
    public override string Name => "copy";

    /// <inheritdoc/>
    public override string Description =>
        "copies of real users, with the target added (as sampling attacks, Christakopoulou and Banerjee 2019)";

    /// <inheritdoc/>
    private protected override int[] CreateProfile(KnownProfiles known, int target, RandomStream random) =>
        [.. known.Profiles[known.DrawUser(random)], target]; // an item that is named twice counts once
}
