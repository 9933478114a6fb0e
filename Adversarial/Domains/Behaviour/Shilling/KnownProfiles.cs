namespace Scratch.Adversarial.Domains.Behaviour.Shilling;

/// <summary>What an attacker knows of the real users: how long profiles are, and which items are popular.</summary>
internal sealed class KnownProfiles
{
    private const ulong LengthDraw = 0;
    private readonly int[] _several; // users with two items or more

    /// <summary>Looks at the users.</summary>
    /// <exception cref="ArgumentException">No user has two items.</exception>
    public KnownProfiles(Profiles profiles)
    {
        Profiles = profiles;
        _several = [.. Enumerable.Range(0, profiles.Users).Where(user => profiles[user].Length >= 2)];
        if (_several.Length == 0)
        {
            throw new ArgumentException("no user has two items; expected some, to learn their lengths from.");
        }
        Counts = profiles.CountUsers();
        ByPopularity = [.. Enumerable.Range(0, profiles.Items).OrderByDescending(item => Counts[item])];
    }

    /// <summary>The real users.</summary>
    public Profiles Profiles { get; }

    /// <summary>How many users have each item.</summary>
    public int[] Counts { get; }

    /// <summary>The items, those of most users first; of equal ones the first.</summary>
    public int[] ByPopularity { get; }

    /// <summary>A user with two items or more.</summary>
    public int DrawUser(RandomStream random) => _several[random.Below(_several.Length, LengthDraw)];

    /// <summary>How long the profile of such a user is.</summary>
    public int DrawLength(RandomStream random) => Profiles[DrawUser(random)].Length;

    /// <summary>A profile of a target and of items that are drawn without order, no item twice.</summary>
    /// <param name="target">In the profile.</param>
    /// <param name="items">What the rest is drawn from; the target may be among them.</param>
    /// <param name="count">How many are drawn; fewer if there are fewer.</param>
    /// <param name="random">Decides which.</param>
    public static List<int> Draw(int target, ReadOnlySpan<int> items, int count, RandomStream random)
    {
        int[] order = items.ToArray();
        List<int> profile = [target];
        for (int i = 0; i < order.Length && profile.Count <= count; i++)
        {
            int j = i + random.Below(order.Length - i, (ulong)i);
            (order[i], order[j]) = (order[j], order[i]);
            if (order[i] != target)
            {
                profile.Add(order[i]);
            }
        }
        return profile;
    }
}
