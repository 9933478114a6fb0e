namespace Scratch.Adversarial.Domains.Behaviour.Ranking;

/// <summary>Who has each item: what its popularity and its likeness to others are measured by.</summary>
public sealed class ItemUsers
{
    private readonly int[] _starts; // of each item's users, and the end of the last
    private readonly int[] _users; // ascending within an item
    private readonly Dictionary<(int, int), double> _cosines = [];

    /// <summary>Turns profiles around. An instance is for one caller at a time.</summary>
    /// <param name="profiles">The users to measure by: those of training.</param>
    public ItemUsers(Profiles profiles)
    {
        ArgumentNullException.ThrowIfNull(profiles);
        Users = profiles.Users;
        _starts = new int[profiles.Items + 1];
        int[] counts = profiles.CountUsers();
        for (int item = 0; item < counts.Length; item++)
        {
            _starts[item + 1] = _starts[item] + counts[item];
        }
        _users = new int[_starts[^1]];
        int[] next = _starts[..^1];
        for (int user = 0; user < profiles.Users; user++)
        {
            foreach (int item in profiles[user])
            {
                _users[next[item]++] = user;
            }
        }
    }

    /// <summary>The number of users.</summary>
    public int Users { get; }

    /// <summary>The users that have an item, ascending.</summary>
    public ReadOnlySpan<int> this[int item] => _users.AsSpan(_starts[item].._starts[item + 1]);

    /// <summary>
    /// The cosine of two items as vectors of 0 and 1 over the users: the users of both / √(the users of one × those of
    /// the other); 0 if nobody has one of them.
    /// </summary>
    public double Cosine(int first, int second)
    {
        (int, int) pair = (Math.Min(first, second), Math.Max(first, second));
        if (!_cosines.TryGetValue(pair, out double cosine))
        {
            ReadOnlySpan<int> a = this[first], b = this[second];
            (int both, int i, int j) = (0, 0, 0);
            while (i < a.Length && j < b.Length)
            {
                int difference = a[i] - b[j];
                both += difference == 0 ? 1 : 0;
                i += difference <= 0 ? 1 : 0;
                j += difference >= 0 ? 1 : 0;
            }
            cosine = both == 0 ? 0 : both / Math.Sqrt((double)a.Length * b.Length);
            _cosines.Add(pair, cosine);
        }
        return cosine;
    }

    /// <summary>
    /// −log₂ of the share of users that have an item: how little is expected of it. One that nobody has counts as one
    /// that one user has.
    /// </summary>
    public double Novelty(int item) => Math.Log2(Math.Max(1, Users) / (double)Math.Max(1, this[item].Length));

    /// <summary>1 − the cosine, as a mean over all pairs of a list; null if it has fewer than two items.</summary>
    public double? Distance(ReadOnlySpan<int> list)
    {
        double sum = 0;
        for (int i = 0; i < list.Length; i++)
        {
            for (int j = 0; j < i; j++)
            {
                sum += 1 - Cosine(list[i], list[j]);
            }
        }
        return list.Length < 2 ? null : sum / (list.Length * (list.Length - 1) / 2.0);
    }
}
