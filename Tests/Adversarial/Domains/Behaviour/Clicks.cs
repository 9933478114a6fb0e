using Scratch.Adversarial.Domains.Behaviour;
using Scratch.Engine;

namespace Scratch.Tests.Adversarial.Domains.Behaviour;

/// <summary>Made-up users: each of them likes one of a few groups of items, and everybody the first items.</summary>
internal static class Clicks
{
    /// <summary>Users with clicks on the items of their group, on popular ones, and a few at random.</summary>
    public static Profiles Create(int users, int items, int groups, RandomStream random) =>
        Profiles.Create(items, Enumerable.Range(0, users).Select(user =>
        {
            RandomStream own = random.Fork(user);
            int group = own.Below(groups, 0);
            return (int[])[.. Enumerable.Range(0, items).Where(item =>
                own.Uniform((ulong)item + 1) < (item % groups == group ? 0.4 : item < 3 ? 0.5 : 0.03))];
        }));
}
