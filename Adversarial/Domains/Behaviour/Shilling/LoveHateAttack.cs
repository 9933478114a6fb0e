namespace Scratch.Adversarial.Domains.Behaviour.Shilling;

/// <summary>The target among items that few users have, and none of those that many have.</summary>
/// <remarks>
/// With ratings, fakes love the target and hate the rest. A click can't say hate; what is left of it with 0 and 1 is
/// to leave out: the filling is drawn from the less popular half of the items, and what competes with the target for a
/// place in the lists, the popular items, is never clicked.
/// </remarks>
internal sealed class LoveHateAttack : ShillingAttack
{
    /// <inheritdoc/>
    public override string Name => "love-hate";

    /// <inheritdoc/>
    public override string Description =>
        "the target among unpopular items, none of the popular ones (Mobasher et al. 2007, for clicks)";

    /// <inheritdoc/>
    private protected override int[] CreateProfile(KnownProfiles known, int target, RandomStream random) =>
    [
        .. KnownProfiles.Draw(
            target, known.ByPopularity.AsSpan(known.ByPopularity.Length / 2), known.DrawLength(random.Fork(0)) - 1,
            random.Fork(1)),
    ];
}
