using Scratch.Adversarial.Domains.Behaviour;
using Scratch.Adversarial.Domains.Behaviour.Ranking;
using Scratch.Adversarial.Domains.Behaviour.Reading;
using Scratch.Engine;

namespace Scratch.Benchmarks.Recommend;

/// <summary>Users to learn from, and users of whom one item is hidden: to choose by, and to measure on.</summary>
internal sealed record RecommendData(Profiles Training, HiddenItems Validation, HiddenItems Test)
{
    private const int ValidationUsers = 1000;

    /// <summary>The users that are measured on, with nothing hidden, and with those of one item.</summary>
    public required Profiles TestUsers { get; init; }

    /// <summary>
    /// Reads users. A file whose name has <c>.csv</c> in it is a list of anything; others are visits in the format DST.
    /// </summary>
    public static (Profiles Users, bool IsVisits) Read(string path) => (
        InteractionReader.Read(path, new InteractionOptions { LeastRating = null, FewestUsers = 1 }).Profiles,
        !Path.GetFileName(path).Contains(".csv", StringComparison.OrdinalIgnoreCase));

    /// <summary>
    /// Splits the users. Of visits the last 1,000 validate, and 5,000 of the others, by seed, are measured on; of all
    /// else 1,000 and 2,000, both by seed. Users with one item are only ever learnt from.
    /// </summary>
    public static RecommendData Split(Profiles users, bool isVisits, int seed)
    {
        var random = new RandomStream((ulong)seed);
        int[] order = [.. Enumerable.Range(0, users.Users)];
        int[] validation = isVisits ? order[^ValidationUsers..] : [];
        order = order[..^validation.Length];
        random.Fork(0).Shuffle(order);
        int[] test = order[..(isVisits ? 5000 : 2000)];
        order = order[test.Length..];
        if (!isVisits)
        {
            (validation, order) = (order[..ValidationUsers], order[ValidationUsers..]);
        }
        Array.Sort(order);
        return new RecommendData(
            users.Subset(order), HiddenItems.One(users.Subset(validation), random.Fork(1)),
            HiddenItems.One(users.Subset(test), random.Fork(2)))
        {
            TestUsers = users.Subset(test),
        };
    }

    /// <summary>
    /// Users to choose settings on: none of those that the seeds test on, and 6,000 of visits or 2,500 of all else.
    /// What the seeds test on is learnt from here, so that as many users are.
    /// </summary>
    public static RecommendData Development(Profiles users, bool isVisits, int seeds)
    {
        int[] all = [.. Enumerable.Range(0, users.Users)], rest = isVisits ? all[..^ValidationUsers] : all;
        var tested = new HashSet<int>();
        for (int seed = 0; seed < seeds; seed++)
        {
            int[] order = [.. rest];
            new RandomStream((ulong)seed).Fork(0).Shuffle(order);
            tested.UnionWith(order[..(isVisits ? 5000 : 2000)]);
        }
        int[] free = [.. all.Where(user => !tested.Contains(user))];
        new RandomStream(77).Shuffle(free);
        int[] chosen = free[..(isVisits ? 6000 : 2500)];
        var aside = chosen.ToHashSet();
        Profiles own = users.Subset(chosen);
        HiddenItems hidden = HiddenItems.One(own, new RandomStream(5));
        return new RecommendData(users.Subset([.. all.Where(user => !aside.Contains(user))]), hidden, hidden)
        {
            TestUsers = own,
        };
    }
}
