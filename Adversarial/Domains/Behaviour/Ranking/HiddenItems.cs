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

    /// <summary>
    /// Hides a share of the items of every user, at least one and never all; users with fewer than two are left out.
    /// </summary>
    /// <param name="profiles">The users.</param>
    /// <param name="share">The share, in (0, 1).</param>
    /// <param name="random">Decides which; each user has a stream of its own.</param>
    public static HiddenItems Share(Profiles profiles, double share, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(profiles);
        return Hide(profiles, share, (user, order) => random.Fork(user).Shuffle(order));
    }

    /// <summary>
    /// Hides the items that came last in every user's time, one or a share of them; users with fewer than two are left
    /// out. Of items of one time the one with the largest number counts as the last.
    /// </summary>
    /// <param name="profiles">The users.</param>
    /// <param name="times">When each entry of the profiles came about, in their order.</param>
    /// <param name="share">The share, in (0, 1), at least one and never all; 0 for one.</param>
    public static HiddenItems Last(Profiles profiles, IReadOnlyList<long> times, double share = 0)
    {
        ArgumentNullException.ThrowIfNull(profiles);
        ArgumentNullException.ThrowIfNull(times);
        return Hide(profiles, share, (user, order) =>
        {
            int start = profiles.StartOf(user);
            order.Sort((a, b) => (times[start + b], b).CompareTo((times[start + a], a))); // the last first
        });
    }

    /// <summary>Of each user's entries those that come first in an order are hidden.</summary>
    private static HiddenItems Hide(Profiles profiles, double share, Reorder reorder)
    {
        List<int[]> known = [], hidden = [];
        for (int user = 0; user < profiles.Users; user++)
        {
            int[] profile = profiles[user].ToArray();
            if (profile.Length >= 2)
            {
                int[] order = [.. Enumerable.Range(0, profile.Length)];
                reorder(user, order);
                int count = Math.Clamp((int)Math.Round(share * profile.Length), 1, profile.Length - 1);
                hidden.Add([.. order.Take(count).Select(place => profile[place])]);
                known.Add([.. order.Skip(count).Select(place => profile[place])]);
            }
        }
        return new HiddenItems(Profiles.Create(profiles.Items, known), Profiles.Create(profiles.Items, hidden));
    }

    private delegate void Reorder(int user, Span<int> order);
}
