using NUnit.Framework;
using Scratch.Adversarial.Domains.Behaviour;
using Scratch.Adversarial.Domains.Behaviour.Recommenders;
using Scratch.Adversarial.Domains.Behaviour.Shilling;
using Scratch.Engine;

namespace Scratch.Tests.Adversarial.Domains.Behaviour.Shilling;

[NonParallelizable] // the number of threads belongs to the process
public class ShillingAttackTests
{
    private static readonly Profiles Users = Clicks.Create(400, 40, 5, new RandomStream(1));

    private static IEnumerable<ShillingAttack> Attacks => ShillingCatalog.All;

    [TestCaseSource(nameof(Attacks))]
    public void A_share_of_the_profiles_is_made_and_each_pushes_one_target_in_turn(ShillingAttack attack)
    {
        Profiles fakes = attack.Create(Users, [30, 31], 0.05, new RandomStream(2));
        Assert.That(fakes.Users, Is.EqualTo(20));
        Assert.That(fakes.Items, Is.EqualTo(40));
        for (int fake = 0; fake < fakes.Users; fake++)
        {
            Assert.That(fakes[fake].Contains(30 + (fake % 2)), Is.True, $"profile {fake}");
            Assert.That(fakes[fake].Length, Is.GreaterThanOrEqualTo(2));
        }
    }

    [TestCaseSource(nameof(Attacks))]
    public void The_same_stream_makes_the_same_profiles_for_any_number_of_threads(ShillingAttack attack)
    {
        int threads = WorkerPool.Threads;
        try
        {
            List<int[]>[] all =
            [
                .. new[] { 1, 3 }.Select(count =>
                {
                    WorkerPool.Threads = count;
                    return Lists(attack.Create(Users, [30], 0.05, new RandomStream(2)));
                }),
            ];
            Assert.That(all[1], Is.EqualTo(all[0]));
            Assert.That(Lists(attack.Create(Users, [30], 0.05, new RandomStream(3))), Is.Not.EqualTo(all[0]));
        }
        finally
        {
            WorkerPool.Threads = threads;
        }
    }

    [TestCaseSource(nameof(Attacks))]
    public void What_cant_be_made_is_refused(ShillingAttack attack)
    {
        Assert.That(() => attack.Create(Users, [], 0.01, default), Throws.ArgumentException.With.Message.Contains("at least one"));
        Assert.That(() => attack.Create(Users, [3, 3], 0.01, default), Throws.ArgumentException.With.Message.Contains("twice"));
        Assert.That(() => attack.Create(Users, [40], 0.01, default), Throws.ArgumentException.With.Message.Contains("0 to 39"));
        foreach (double share in new[] { 0, -1, 1.5, double.NaN })
        {
            Assert.That(
                () => attack.Create(Users, [3], share, default),
                Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.Contains("at most 1"));
        }
        Assert.That(
            () => attack.Create(Profiles.Create(4, [[1], [2]]), [3], 0.5, default),
            Throws.ArgumentException.With.Message.Contains("no user has two items"));
    }

    [Test]
    public void Names_are_found_and_others_refused_with_those_that_there_are()
    {
        foreach (ShillingAttack attack in Attacks)
        {
            Assert.That(ShillingCatalog.Find(attack.Name), Is.SameAs(attack));
            Assert.That(attack.Description, Does.Contain("20"), "who described it, and when");
        }
        Assert.That(() => ShillingCatalog.Find("x"), Throws.ArgumentException.With.Message.Contains("random, love-hate"));
    }

    [Test]
    public void Each_kind_is_filled_with_what_it_says()
    {
        int[] order = [.. Enumerable.Range(0, 40).OrderByDescending(item => Users.CountUsers()[item])];
        foreach (int[] profile in Lists(new LoveHateAttack().Create(Users, [order[39]], 0.2, new RandomStream(2))))
        {
            Assert.That(profile.Intersect(order[..20]), Is.Empty);
        }
        foreach (int[] profile in Lists(new BandwagonAttack().Create(Users, [order[39]], 0.2, new RandomStream(2))))
        {
            Assert.That(profile.Intersect(order[..3]).Count(), Is.EqualTo(Math.Min(3, profile.Length - 1)));
        }
        foreach (int[] profile in Lists(new CopyAttack().Create(Users, [order[39]], 0.2, new RandomStream(2))))
        {
            Assert.That(
                Lists(Users).Any(user => profile.Except([order[39]]).SequenceEqual(user.Except([order[39]]))), Is.True);
        }
    }

    /// <summary>What the gradient attack relies on: the exact change of the weights by one profile more.</summary>
    [Test]
    public void A_profile_that_is_added_to_the_inverse_is_one_that_was_learnt_from()
    {
        int[] profile = [2, 7, 30];
        var added = RidgeInverse.Fit(Users, 20);
        added.Add(profile);
        var fitted = RidgeInverse.Fit(Users.Append(Profiles.Create(40, [profile])), 20);
        for (int i = 0; i < 40; i++)
        {
            for (int j = 0; j < 40; j++)
            {
                Assert.That(added[i, j], Is.EqualTo(fitted[i, j]).Within(1e-12));
            }
        }
        Assert.That(fitted.ToEase().Weights[2, 7], Is.EqualTo(Ease.Fit(
            Users.Append(Profiles.Create(40, [profile])), 20).Weights[2, 7]).Within(1e-6));
    }

    /// <summary>Of all fillings of two items none lifts the smooth objective more than the first that is chosen.</summary>
    [Test]
    public void The_first_filling_is_the_item_that_lifts_the_target_most()
    {
        const int target = 30;
        var inverse = RidgeInverse.Fit(Users, 20);
        double[] mean = new NearLists(Users, inverse.ToEase(), 10).WeightedMeans([target])[0];
        bool[] allowed = new bool[40];
        Array.Fill(allowed, true);
        int chosen = new FillingChoice(inverse, target, mean).Choose(2, allowed)[1];
        double Gain(int item)
        {
            var more = RidgeInverse.Fit(Users.Append(Profiles.Create(40, [[item, target]])), 20);
            return Enumerable.Range(0, 40).Sum(i => mean[i] * (more.Weight(i, target) - inverse.Weight(i, target)));
        }
        int best = Enumerable.Range(0, 40).Where(item => item != target).MaxBy(Gain);
        Assert.That(chosen, Is.EqualTo(best));
        Assert.That(Gain(best), Is.GreaterThan(0));
    }

    private static List<int[]> Lists(Profiles profiles) =>
        [.. Enumerable.Range(0, profiles.Users).Select(user => profiles[user].ToArray())];
}
