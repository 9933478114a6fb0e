namespace Scratch.Adversarial.Domains.Behaviour.Shilling;

/// <summary>Items that few users have: what attackers would push.</summary>
internal static class LongTail
{
    private const int FewestUsers = 5;

    /// <summary>Draws items from the less popular half of all, of which at least five users have each.</summary>
    /// <param name="profiles">The users.</param>
    /// <param name="count">How many items; fewer if there are fewer.</param>
    /// <param name="random">Decides which.</param>
    /// <exception cref="ArgumentException">There is no such item.</exception>
    public static int[] Draw(Profiles profiles, int count, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(profiles);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        int[] counts = profiles.CountUsers();
        int[] tail =
        [
            .. Enumerable.Range(0, profiles.Items).OrderByDescending(item => counts[item]).Skip(profiles.Items / 2)
                .Where(item => counts[item] >= FewestUsers),
        ];
        if (tail.Length == 0)
        {
            throw new ArgumentException(
                $"no item of the less popular half has {FewestUsers} users; expected one to push.", nameof(profiles));
        }
        random.Shuffle(tail);
        return tail[..Math.Min(count, tail.Length)];
    }
}
