namespace Scratch.Adversarial.Domains.Behaviour.Recommenders;

/// <summary>Profiles of which none has more than so many items.</summary>
internal static class ShortProfiles
{
    /// <summary>Cuts long profiles: of these only some items are kept, at random.</summary>
    /// <param name="profiles">The profiles.</param>
    /// <param name="longest">The most items that are kept, at least 1.</param>
    /// <param name="random">Decides which; each user has a stream of its own.</param>
    public static Profiles Cut(Profiles profiles, int longest, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(profiles);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(longest);
        return Profiles.Create(profiles.Items, Enumerable.Range(0, profiles.Users).Select(user =>
        {
            int[] profile = profiles[user].ToArray();
            if (profile.Length <= longest)
            {
                return profile;
            }
            random.Fork(user).Shuffle(profile);
            return profile[..longest];
        }));
    }
}
