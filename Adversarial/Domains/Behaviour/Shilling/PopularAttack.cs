namespace Scratch.Adversarial.Domains.Behaviour.Shilling;

/// <summary>The target among items that are drawn as often as real users have them.</summary>
/// <remarks>
/// Item by item the filling looks like that of real profiles; only that it has no order within. Drawn without
/// replacement in proportion to the number of users: the items with the smallest −ln(uniform) / users (Efraimidis and
/// Spirakis 2006). With ratings, where fakes give every item its mean, this is the average attack.
/// </remarks>
internal sealed class PopularAttack : ShillingAttack
{
    /// <inheritdoc/>
    public override string Name => "popular";

    /// <inheritdoc/>
    public override string Description =>
        "the target among items drawn by popularity (the average attack of Lam and Riedl 2004, for clicks)";

    /// <inheritdoc/>
    private protected override int[] CreateProfile(KnownProfiles known, int target, RandomStream random)
    {
        RandomStream draw = random.Fork(1);
        IEnumerable<int> filling = Enumerable.Range(0, known.Counts.Length)
            .Where(item => item != target && known.Counts[item] > 0)
            .OrderBy(item => -Math.Log(1 - draw.Uniform((ulong)item)) / known.Counts[item])
            .Take(known.DrawLength(random.Fork(0)) - 1);
        return [target, .. filling];
    }
}
