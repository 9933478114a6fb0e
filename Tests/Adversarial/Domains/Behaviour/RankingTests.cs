using NUnit.Framework;
using Scratch.Adversarial.Domains.Behaviour;
using Scratch.Adversarial.Domains.Behaviour.Ranking;
using Scratch.Adversarial.Domains.Behaviour.Recommenders;
using Scratch.Engine;

namespace Scratch.Tests.Adversarial.Domains.Behaviour;

/// <summary>Figures that were worked by hand, and splits.</summary>
public class RankingTests
{
    /// <summary>Four users of four items; lists of two.</summary>
    [Test]
    public void Figures_of_lists_are_those_that_were_worked_by_hand()
    {
        var training = Profiles.Create(4, [[0, 1], [0, 1], [0, 2], [0]]);
        var data = new HiddenItems(Profiles.Create(4, [[], []]), Profiles.Create(4, [[1], [2, 3]]));
        // both lists are 0, 1; ranks: 1 is second, 2 third, 3 fourth
        RankingFigures figures = RankingEvaluator.Measure(new Given([4, 3, 2, 1]), data, 2, new ItemUsers(training));
        Assert.That(figures.HitRate, Is.EqualTo(0.5));
        Assert.That(figures.Recall, Is.EqualTo(0.5));
        Assert.That(figures.ReciprocalRank, Is.EqualTo((1.0 / 2 + 1.0 / 3) / 2).Within(1e-12));
        Assert.That(figures.Ndcg, Is.EqualTo(1 / Math.Log2(3) / 2).Within(1e-12));
        Assert.That(figures.Coverage, Is.EqualTo(0.5));
        // counts 0, 0, 2, 2: (-3·0 - 1·0 + 1·2 + 3·2) / (4·4)
        Assert.That(figures.Gini, Is.EqualTo(0.5));
        Assert.That(figures.IntraListDistance, Is.EqualTo(1 - 2 / Math.Sqrt(4 * 2)).Within(1e-12));
        Assert.That(figures.Novelty, Is.EqualTo((Math.Log2(4 / 4.0) + Math.Log2(4 / 2.0)) / 2).Within(1e-12));
        Assert.That(figures.ByPopularity, Is.EqualTo(new[] { new PopularityFigures(0, 4, 3, 1 / 3.0) }));
        Assert.That((figures.Exposure[0], figures.Exposure[25], figures.Exposure[^1]), Is.EqualTo((0.0, 0.0, 1.0)));
        Assert.That(figures.Exposure[37] + figures.Exposure[38], Is.EqualTo(1).Within(0.03), "three of four items have half");
    }

    [Test]
    public void What_is_hidden_is_a_share_or_what_came_last()
    {
        var profiles = Profiles.Create(9, [[0, 1, 2, 3], [4], [5, 6], [0, 1, 2, 3, 4, 5, 6, 7]]);
        HiddenItems share = HiddenItems.Share(profiles, 0.25, new RandomStream(1));
        Assert.That(Enumerable.Range(0, 3).Select(user => (share.Known[user].Length, share.Hidden[user].Length)),
            Is.EqualTo(new[] { (3, 1), (1, 1), (6, 2) }));
        long[] times = [5, 9, 1, 9, 0, 2, 1, 1, 2, 3, 4, 5, 6, 7, 8];
        HiddenItems last = HiddenItems.Last(profiles, times, 0.25);
        Assert.That(last.Hidden[0].ToArray(), Is.EqualTo([3]), "of one time the larger number");
        Assert.That((last.Hidden[1].ToArray(), last.Known[1].ToArray()), Is.EqualTo((new[] { 5 }, new[] { 6 })));
        Assert.That(last.Hidden[2].ToArray(), Is.EqualTo([6, 7]));
    }

    [Test]
    public void Parts_share_no_user_and_depend_on_the_seed_alone()
    {
        BehaviourData data = Numbered(200, times: true);
        var options = new SplitOptions { Validation = 30, Test = 50, ByTime = true };
        BehaviourSplit split = BehaviourSplit.Create(data, options, new RandomStream(1)),
            again = BehaviourSplit.Create(data, options, new RandomStream(1)),
            other = BehaviourSplit.Create(data, options, new RandomStream(2)),
            last = BehaviourSplit.Create(data, options with { LastUsersValidate = true }, new RandomStream(1));
        Assert.That((split.Training.Users, split.Validation.Known.Users, split.Test.Known.Users), Is.EqualTo((120, 30, 50)));
        Assert.That(Users(split.Training).Concat(Users(split.Test.Known)).Concat(Users(split.Validation.Known)).Distinct(),
            Has.Exactly(200).Items);
        Assert.That(Users(again.Test.Known), Is.EqualTo(Users(split.Test.Known)));
        Assert.That(Users(other.Test.Known), Is.Not.EqualTo(Users(split.Test.Known)));
        Assert.That(Users(last.Validation.Known), Is.EqualTo(Enumerable.Range(170, 30)));

        static int[] Users(Profiles profiles) =>
            [.. Enumerable.Range(0, profiles.Users).Select(user => profiles[user][^1] is var mark && mark >= 3 ? mark - 3
                : throw new AssertionException("the mark was hidden"))];
    }

    [Test]
    public void Too_few_users_and_times_that_aren_t_there_are_said()
    {
        var random = new RandomStream(1);
        Assert.That(() => BehaviourSplit.Create(Numbered(1, false), new SplitOptions(), random),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("1 user, of whom 0 are to validate"));
        Assert.That(() => BehaviourSplit.Create(Numbered(20, false), new SplitOptions { Test = 19 }, random),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("expected at least one for each"));
        Assert.That(() => BehaviourSplit.Create(Numbered(20, false), new SplitOptions { ByTime = true }, random),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("no times"));
        var single = new BehaviourData("f", Profiles.Create(2, Enumerable.Repeat((int[])[1], 20)),
            [.. Enumerable.Range(0, 20).Select(user => $"{user}")], new ItemCatalogue(["a", "b"], [null, null]), null, new());
        Assert.That(() => BehaviourSplit.Create(single, new SplitOptions(), random),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("has two items"));
    }

    /// <summary>User u has the items 0 to 2, of which the last times hide one, and a mark 3 + u.</summary>
    private static BehaviourData Numbered(int users, bool times) => new(
        "f", Profiles.Create(users + 3, Enumerable.Range(0, users).Select(user => (int[])[0, 1, 2, user + 3])),
        [.. Enumerable.Range(0, users).Select(user => $"u{user}")],
        new ItemCatalogue([.. Enumerable.Range(0, users + 3).Select(item => $"i{item}")], new string?[users + 3]),
        times ? [.. Enumerable.Repeat<long[]>([3, 2, 1, 0], users).SelectMany(one => one)] : null, new BehaviourCounts());

    private sealed class Given(float[] scores) : IRecommender
    {
        public int Items => scores.Length;

        public void Score(Profiles profiles, ReadOnlySpan<int> users, Matrix matrix)
        {
            for (int row = 0; row < users.Length; row++)
            {
                scores.CopyTo(matrix.Row(row));
            }
        }
    }
}
