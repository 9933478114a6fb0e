namespace Scratch.Adversarial.Domains.Behaviour;

/// <summary>What users did, as it was read: profiles with the ids of users and items.</summary>
public sealed class BehaviourData
{
    private readonly Lazy<Dictionary<string, int>> _users;

    /// <summary>Data.</summary>
    /// <param name="name">What messages call it.</param>
    /// <param name="profiles">The items of each user.</param>
    /// <param name="users">What files call each user, in the order of the profiles; none of them twice.</param>
    /// <param name="items">The items.</param>
    /// <param name="times">When each pair of a user and an item came about, in the order in which the profiles have
    /// them, in milliseconds since 1970; null if that isn't known.</param>
    /// <param name="counts">What was read and left out.</param>
    /// <exception cref="ArgumentException">The numbers don't fit each other.</exception>
    public BehaviourData(
        string name, Profiles profiles, IReadOnlyList<string> users, ItemCatalogue items, long[]? times,
        BehaviourCounts counts)
    {
        ArgumentNullException.ThrowIfNull(profiles);
        ArgumentNullException.ThrowIfNull(users);
        ArgumentNullException.ThrowIfNull(items);
        if (users.Count != profiles.Users || items.Count != profiles.Items
            || (times is not null && times.Length != profiles.Count))
        {
            throw new ArgumentException(
                $"{users.Count} users, {items.Count} items and {times?.Length} times for {profiles.Users}, "
                    + $"{profiles.Items} and {profiles.Count} of the profiles; expected as many.", nameof(profiles));
        }
        (Name, Profiles, Users, Items, Times, Counts) = (name, profiles, users, items, times, counts);
        _users = new Lazy<Dictionary<string, int>>(() =>
            users.Select((id, user) => (id, user)).ToDictionary(pair => pair.id, pair => pair.user));
    }

    /// <summary>What messages call it.</summary>
    public string Name { get; }

    /// <summary>The items of each user.</summary>
    public Profiles Profiles { get; }

    /// <summary>What files call each user.</summary>
    public IReadOnlyList<string> Users { get; }

    /// <summary>The items.</summary>
    public ItemCatalogue Items { get; }

    /// <summary>
    /// When each pair came about, in the order of the profiles' entries, in milliseconds since 1970; null if unknown.
    /// </summary>
    public IReadOnlyList<long>? Times { get; }

    /// <summary>What was read and left out.</summary>
    public BehaviourCounts Counts { get; }

    /// <summary>The number of a user that files call so; −1 if there is none.</summary>
    public int FindUser(string id) => _users.Value.TryGetValue(id, out int user) ? user : -1;

    /// <summary>When the items of a user's profile came about, in its order; empty if that isn't known.</summary>
    public ReadOnlySpan<long> TimesOf(int user) => Times is not long[] times ? []
        : times.AsSpan(Profiles.StartOf(user), Profiles[user].Length);

    /// <summary>The same with titles from elsewhere.</summary>
    /// <param name="titles">Titles by the ids of items.</param>
    public BehaviourData WithTitles(IReadOnlyDictionary<string, string> titles) =>
        new(Name, Profiles, Users, Items.WithTitles(titles), (long[]?)Times, Counts);
}
