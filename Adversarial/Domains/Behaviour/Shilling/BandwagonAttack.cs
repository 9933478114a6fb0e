namespace Scratch.Adversarial.Domains.Behaviour.Shilling;

/// <summary>The target among the most popular items, so that it is near to as many users as possible.</summary>
/// <remarks>
/// The filling is drawn from the twentieth of all items that most users have, at least three of them; what a long
/// profile needs beyond these is drawn from all items.
/// </remarks>
internal sealed class BandwagonAttack : ShillingAttack
{
    private const int Part = 20, Least = 3;

    /// <inheritdoc/>
    public override string Name => "bandwagon";

    /// <inheritdoc/>
    public override string Description =>
        "the target among the most popular items (Mobasher, Burke, Bhaumik and Williams 2007)";

    /// <inheritdoc/>
    private protected override int[] CreateProfile(KnownProfiles known, int target, RandomStream random)
    {
        int length = known.DrawLength(random.Fork(0));
        int popular = Math.Min(known.ByPopularity.Length, Math.Max(Least, known.ByPopularity.Length / Part));
        List<int> profile = KnownProfiles.Draw(
            target, known.ByPopularity.AsSpan(0, popular), length - 1, random.Fork(1));
        int missing = length - profile.Count;
        return missing <= 0 ? [.. profile]
            : [.. profile,
                .. KnownProfiles.Draw(target, known.ByPopularity.AsSpan(popular), missing, random.Fork(2)).Skip(1)];
    }
}
