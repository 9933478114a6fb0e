namespace Scratch.Adversarial.Domains.Behaviour;

/// <summary>What each user did: a matrix of 0 and 1, users × items, of which the ones are kept.</summary>
/// <remarks>
/// The items of a user are the user's profile. They stand in ascending order, none of them twice, so that the same set
/// of interactions always is the same matrix. Compressed sparse rows: 4 bytes a one, whatever the number of items.
/// </remarks>
public sealed class Profiles
{
    private readonly int[] _starts; // of each user's entries, and the end of the last
    private readonly int[] _entries;

    private Profiles(int items, int[] starts, int[] entries) =>
        (Items, _starts, _entries) = (items, starts, entries);

    /// <summary>Profiles of lists of items.</summary>
    /// <param name="items">The number of items that there are.</param>
    /// <param name="users">
    /// The items of each user, from 0, in any order; an item that is named twice counts once.
    /// </param>
    /// <exception cref="ArgumentException">An item is below 0, or not below <paramref name="items"/>.</exception>
    public static Profiles Create(int items, IEnumerable<IReadOnlyCollection<int>> users)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(items);
        ArgumentNullException.ThrowIfNull(users);
        List<int> starts = [0], entries = [];
        foreach (IReadOnlyCollection<int> user in users)
        {
            int[] profile = [.. user.Distinct()];
            Array.Sort(profile);
            if (profile.Length > 0 && (profile[0] < 0 || profile[^1] >= items))
            {
                throw new ArgumentException(
                    $"User {starts.Count - 1} has the items {profile[0]} to {profile[^1]}; expected 0 to {items - 1}.",
                    nameof(users));
            }
            entries.AddRange(profile);
            starts.Add(entries.Count);
        }
        return new Profiles(items, [.. starts], [.. entries]);
    }

    /// <summary>Profiles that are in order already. Keeps the arrays.</summary>
    /// <param name="items">The number of items that there are.</param>
    /// <param name="starts">Where the entries of each user begin, and where those of the last end.</param>
    /// <param name="entries">The items of each user, ascending.</param>
    internal static Profiles FromSorted(int items, int[] starts, int[] entries) => new(items, starts, entries);

    /// <summary>The number of users.</summary>
    public int Users => _starts.Length - 1;

    /// <summary>The number of items that there are.</summary>
    public int Items { get; }

    /// <summary>The number of ones.</summary>
    public int Count => _entries.Length;

    /// <summary>The profile of a user: items in ascending order.</summary>
    public ReadOnlySpan<int> this[int user] => _entries.AsSpan(_starts[user].._starts[user + 1]);

    /// <summary>The number of ones before those of a user: where they begin among all.</summary>
    public int StartOf(int user) => _starts[user];

    /// <summary>The number of users that have each item.</summary>
    public int[] CountUsers()
    {
        int[] counts = new int[Items];
        foreach (int item in _entries)
        {
            counts[item]++;
        }
        return counts;
    }

    /// <summary>Some of the users, in the order that is given. Copies.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such user.</exception>
    public Profiles Subset(ReadOnlySpan<int> users)
    {
        int[] starts = new int[users.Length + 1];
        for (int i = 0; i < users.Length; i++)
        {
            starts[i + 1] = starts[i] + this[users[i]].Length;
        }
        int[] entries = new int[starts[^1]];
        for (int i = 0; i < users.Length; i++)
        {
            this[users[i]].CopyTo(entries.AsSpan(starts[i]));
        }
        return new Profiles(Items, starts, entries);
    }

    /// <summary>These users and, after them, others. Copies.</summary>
    /// <exception cref="ArgumentException">The numbers of items differ.</exception>
    public Profiles Append(Profiles others)
    {
        ArgumentNullException.ThrowIfNull(others);
        if (others.Items != Items)
        {
            throw new ArgumentException($"The others have {others.Items} items; expected {Items}.", nameof(others));
        }
        return new Profiles(
            Items, [.. _starts, .. others._starts.Skip(1).Select(start => start + Count)],
            [.. _entries, .. others._entries]);
    }
}
