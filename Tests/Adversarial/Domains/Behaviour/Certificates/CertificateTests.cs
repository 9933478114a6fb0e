using NUnit.Framework;
using Scratch.Adversarial.Domains.Behaviour;
using Scratch.Adversarial.Domains.Behaviour.Certificates;
using Scratch.Adversarial.Domains.Behaviour.Ranking;
using Scratch.Adversarial.Domains.Behaviour.Recommenders;
using Scratch.Engine;

namespace Scratch.Tests.Adversarial.Domains.Behaviour.Certificates;

/// <summary>Certificates against every change that there is, or many, on data that is small enough to try them.</summary>
[NonParallelizable] // the number of threads belongs to the process
public class CertificateTests
{
    private const int Items = 9, Top = 3;
    private static readonly Profiles Users = Clicks.Create(150, Items, 3, new RandomStream(4));
    private static readonly HiddenItems Test = HiddenItems.One(
        Clicks.Create(40, Items, 3, new RandomStream(5)), new RandomStream(6));

    [Test]
    public void No_clicks_break_what_is_certified_and_one_click_more_is_exact()
    {
        Ease ease = Ease.Fit(Users, 5);
        foreach (bool areAdded in new[] { true, false })
        {
            CertifiedHits certified = areAdded ? ClickCertificate.Added(ease, Test, 4, Top)
                : ClickCertificate.Hidden(ease, Test, 4, Top);
            for (int user = 0; user < Test.Known.Users; user++)
            {
                int withstood = LeastThatBreaks(ease, user, areAdded) - 1;
                Assert.That(certified.Radii[user], Is.LessThanOrEqualTo(withstood), $"user {user}");
                Assert.That(Math.Min(certified.Radii[user], 1), Is.EqualTo(Math.Min(withstood, 1)), $"user {user}");
            }
            Assert.That(certified.Radii.Count(radius => radius > 0), Is.GreaterThan(0));
            Assert.That(certified.HitRate(0), Is.EqualTo(RankingEvaluator.Measure(ease, Test, Top).HitRate));
        }
    }

    [Test]
    public void No_injected_profiles_break_what_is_certified()
    {
        const int longest = 3;
        const double ridge = 20;
        var random = new RandomStream(8);
        Profiles cut = ShortProfiles.Cut(Users, longest, random);
        Assert.That(Enumerable.Range(0, cut.Users).Max(user => cut[user].Length), Is.EqualTo(longest));
        CertifiedHits certified = InjectionCertificate.Certify(cut, ridge, longest, Test, 20, Top);
        Assert.That(certified.Radii.Max(), Is.GreaterThan(3));
        Assert.That(certified.Radii.Count(radius => radius > 0), Is.GreaterThan(Test.Known.Users / 4));
        Profiles all = Profiles.Create(Items, Subsets(Items, longest));
        for (int first = 0; first < all.Users; first++) // one kind of profile, as often as it takes; then mixtures
        {
            for (int count = 1; count <= 6; count++)
            {
                int[] fakes = [.. Enumerable.Range(0, count).Select(
                    i => first % 3 == 0 ? first : random.Fork(first).Fork(count).Below(all.Users, (ulong)i))];
                Require(Ease.Fit(cut.Append(all.Subset(fakes)), ridge), certified, count);
            }
        }
    }

    [TestCase(0.0)]
    [TestCase(0.5)]
    public void No_users_that_come_or_change_break_what_parts_voted_for(double width)
    {
        var random = new RandomStream(9);
        var options = new VoteOptions { Parts = 12, List = Top, Width = width };
        PartitionVote Fit(Profiles profiles) => PartitionVote.Fit(profiles, options, p => Ease.Fit(p, 2), random);
        PartitionVote vote = Fit(Users);
        CertifiedHits certified = PartitionCertificate.Certify(vote, Test, 12, Top);
        Assert.That(certified.HitRate(0), Is.LessThanOrEqualTo(RankingEvaluator.Measure(vote, Test, Top).HitRate));
        Assert.That(certified.HitRate(2), Is.GreaterThan(0.1));
        Profiles all = Profiles.Create(Items, Subsets(Items, Items));
        for (int attempt = 0; attempt < 60; attempt++)
        {
            RandomStream own = random.Fork(attempt);
            int count = 1 + (attempt % 4), kind = own.Below(all.Users, 99);
            int[] fakes = [.. Enumerable.Range(0, 40 * count).Select(i => kind)];
            List<int[]> users = [.. Enumerable.Range(0, Users.Users).Select(user => Users[user].ToArray())];
            for (int i = 0; i < count; i++)
            {
                users[own.Below(users.Count, (ulong)i)] = all[kind].ToArray();
            }
            Require(Fit(Profiles.Create(Items, users)), certified, count);
            Require(Fit(Users.Append(all.Subset(fakes.AsSpan(0, count)))), certified, count);
        }
    }

    /// <summary>A part that is moved may vote anything: here it votes for whatever beats the hidden item.</summary>
    [Test]
    public void The_worst_votes_of_moved_parts_break_hits_beyond_the_certificate_and_none_within()
    {
        var vote = PartitionVote.Fit(
            Users, new VoteOptions { Parts = 7, List = Top }, p => Ease.Fit(p, 2), new RandomStream(9));
        CertifiedHits certified = PartitionCertificate.Certify(vote, Test, 7, Top);
        int beyond = 0;
        for (int user = 0; user < Test.Known.Users; user++)
        {
            byte[][] votes = vote.Vote(Test.Known, [user]);
            for (int moved = 0; moved < 1 << 7; moved++)
            {
                int count = int.PopCount(moved), hidden = Test.Hidden[user][0];
                int[] sums = new int[Items];
                for (int part = 0; part < 7; part++)
                {
                    for (int item = 0; item < Items; item++)
                    {
                        bool isMoved = (moved & (1 << part)) != 0;
                        sums[item] += isMoved ? item == hidden ? 0 : PartitionVote.Full : votes[part][item];
                    }
                }
                int above = Enumerable.Range(0, Items).Count(item =>
                    item != hidden && !Test.Known[user].Contains(item) && sums[item] >= sums[hidden]);
                Assert.That(above < Top || count > certified.Radii[user], Is.True, $"user {user}, parts {moved}");
                beyond += above >= Top && count == certified.Radii[user] + 1 ? 1 : 0;
            }
        }
        Assert.That(beyond, Is.GreaterThan(0));
    }

    [Test]
    public void What_cant_be_certified_is_refused()
    {
        Ease ease = Ease.Fit(Users, 5);
        var several = new HiddenItems(Profiles.Create(Items, [[1]]), Profiles.Create(Items, [[2, 3]]));
        Assert.That(
            () => ClickCertificate.Added(ease, several, 3), Throws.ArgumentException.With.Message.Contains("user 0 has 2"));
        var others = new HiddenItems(Profiles.Create(4, [[1]]), Profiles.Create(4, [[2]]));
        Assert.That(
            () => ClickCertificate.Hidden(ease, others, 3), Throws.ArgumentException.With.Message.Contains("4 items"));
        Assert.That(() => ClickCertificate.Added(ease, Test, 0), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(
            () => PartitionVote.Fit(Users, new VoteOptions { Parts = 0 }, p => Ease.Fit(p, 5), default),
            Throws.ArgumentException.With.Message.Contains("0 parts"));
        Assert.That(
            () => InjectionCertificate.Certify(Users, 5, 0, Test, 3),
            Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => RidgeInverse.Fit(Users, 0), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void The_same_seed_gives_the_same_votes_for_any_number_of_threads()
    {
        int threads = WorkerPool.Threads;
        try
        {
            IReadOnlyList<int>[] radii =
            [
                .. new[] { 1, 4 }.Select(count =>
                {
                    WorkerPool.Threads = count;
                    var vote = PartitionVote.Fit(
                        Users, new VoteOptions { Parts = 9, Width = 0.3, List = Top }, p => Ease.Fit(p, 2),
                        new RandomStream(3));
                    return PartitionCertificate.Certify(vote, Test, 9, Top).Radii;
                }),
            ];
            Assert.That(radii[1], Is.EqualTo(radii[0]));
        }
        finally
        {
            WorkerPool.Threads = threads;
        }
    }

    /// <summary>Nobody falls out of the list whose place is certified under so many changes.</summary>
    private static void Require(IRecommender recommender, CertifiedHits certified, int count)
    {
        Matrix scores = Matrix.Allocate(Test.Known.Users, Items);
        recommender.Score(Test.Known, [.. Enumerable.Range(0, Test.Known.Users)], scores);
        for (int user = 0; user < Test.Known.Users; user++)
        {
            if (certified.Radii[user] >= count)
            {
                foreach (int item in Test.Known[user])
                {
                    scores[user, item] = float.NegativeInfinity;
                }
                Assert.That(
                    RankingEvaluator.RankOf(scores.Row(user), Test.Hidden[user][0]), Is.LessThanOrEqualTo(Top),
                    $"user {user}, {count} changes");
            }
        }
    }

    /// <summary>The fewest clicks that bring three others to where the hidden item is; 5 if four aren't enough.</summary>
    private static int LeastThatBreaks(Ease ease, int user, bool areAdded)
    {
        (int[] known, int hidden) = (Test.Known[user].ToArray(), Test.Hidden[user][0]);
        int[] clicks = areAdded
            ? [.. Enumerable.Range(0, Items).Where(item => item != hidden && !known.Contains(item))] : known;
        int least = 5;
        foreach (int[] chosen in Subsets(clicks.Length, 4).Prepend([]))
        {
            int[] changed = [.. chosen.Select(i => clicks[i])];
            int[] profile = areAdded ? [.. known, .. changed] : [.. known.Except(changed)];
            double Score(int item) => profile.Sum(click => (double)ease.Weights[click, item]);
            int above = Enumerable.Range(0, Items).Count(item =>
                item != hidden && !profile.Contains(item) && Score(item) >= Score(hidden) - 1e-6);
            least = above >= Top ? Math.Min(least, chosen.Length) : least;
        }
        return least;
    }

    /// <summary>All sets of at least one and at most so many of the numbers from 0.</summary>
    private static List<int[]> Subsets(int count, int most) =>
        [.. Enumerable.Range(1, (1 << count) - 1).Where(set => int.PopCount(set) <= most)
            .Select(set => (int[])[.. Enumerable.Range(0, count).Where(i => (set & (1 << i)) != 0)])];
}
