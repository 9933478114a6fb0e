namespace Scratch.Adversarial.Domains.Behaviour.Ranking;

/// <summary>Profiles of which some items are hidden, to see whether a recommender finds them.</summary>
/// <param name="Known">What a recommender is told of each user.</param>
/// <param name="Hidden">What it is to find: the rest of each user's items.</param>
public sealed record HiddenItems(Profiles Known, Profiles Hidden)
{
    /// <summary>Hides one item of every user that has two or more; users with fewer are left out.</summary>
    /// <param name="profiles">The users.</param>
    /// <param name="random">Decides which; each user has a stream of its own.</param>
    public static HiddenItems One(Profiles profiles, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(profiles);
        List<int[]> known = [], hidden = [];
        for (int user = 0; user < profiles.Users; user++)
        {
            int[] profile = profiles[user].ToArray();
            if (profile.Length >= 2)
            {
                int chosen = profile[random.Fork(user).Below(profile.Length, 0)];
                known.Add([.. profile.Where(item => item != chosen)]);
                hidden.Add([chosen]);
            }
        }
        return new HiddenItems(Profiles.Create(profiles.Items, known), Profiles.Create(profiles.Items, hidden));
    }
}
