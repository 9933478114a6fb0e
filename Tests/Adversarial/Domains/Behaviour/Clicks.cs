using Scratch.Adversarial.Domains.Behaviour;
using Scratch.Engine;

namespace Scratch.Tests.Adversarial.Domains.Behaviour;

/// <summary>Made-up users: each of them likes one of a few groups of items, and everybody the first items.</summary>
internal static class Clicks
{
    /// <summary>Users with clicks on the items of their group, on popular ones, and a few at random.</summary>
    public static Profiles Create(int users, int items, int groups, RandomStream random) =>
        Create(users, items, groups, _ => 1, random);

    /// <summary>The same, but the later an item, the fewer users have it.</summary>
    public static Profiles CreateLongTail(int users, int items, int groups, RandomStream random) =>
        Create(users, items, groups, item => 1 / (1 + (item / 10.0)), random);

    private static Profiles Create(
        int users, int items, int groups, Func<int, double> popularity, RandomStream random) =>
        Profiles.Create(items, Enumerable.Range(0, users).Select(user =>
        {
            RandomStream own = random.Fork(user);
            int group = own.Below(groups, 0);
            return (int[])[.. Enumerable.Range(0, items).Where(item =>
                own.Uniform((ulong)item + 1)
                    < popularity(item) * (item % groups == group ? 0.4 : item < 3 ? 0.5 : 0.03))];
        }));
}
