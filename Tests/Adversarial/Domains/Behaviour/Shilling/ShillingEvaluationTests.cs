using NUnit.Framework;
using Scratch.Adversarial.Domains.Behaviour;
using Scratch.Adversarial.Domains.Behaviour.Ranking;
using Scratch.Adversarial.Domains.Behaviour.Recommenders;
using Scratch.Adversarial.Domains.Behaviour.Shilling;
using Scratch.Engine;

namespace Scratch.Tests.Adversarial.Domains.Behaviour.Shilling;

[NonParallelizable] // the number of threads belongs to the process
public class ShillingEvaluationTests
{
    private static readonly Profiles Users = Clicks.Create(500, 40, 5, new RandomStream(1));
    private static readonly HiddenItems Test = HiddenItems.One(
        Clicks.Create(100, 40, 5, new RandomStream(2)), new RandomStream(3));
    private static readonly int Target = LongTail.Draw(Users, 1, new RandomStream(4))[0];

    [Test]
    public void An_attack_lifts_its_target_and_the_report_says_how_far()
    {
        var evaluation = new ShillingEvaluation(Users, Test, profiles => new FittedRecommender(Ease.Fit(profiles, 20)), 5);
        ShillingReport report = evaluation.Run(new BandwagonAttack(), [Target], 0.5, new RandomStream(5));
        Assert.That(report.Attack, Is.EqualTo("bandwagon"));
        Assert.That(report.Fakes, Is.EqualTo(250));
        Assert.That(report.DetectorAuc, Is.Null);
        Assert.That(report.Before.HitRate, Is.EqualTo(RankingEvaluator.Measure(evaluation.Clean.Recommender, Test, 5).HitRate));
        Assert.That(report.TargetHitRateAfter, Is.GreaterThan(report.TargetHitRateBefore + 0.2));
        TargetReport target = report.Targets.Single();
        Assert.That(target.Item, Is.EqualTo(Target));
        Assert.That(target.After.MedianRank, Is.LessThan(target.Before.MedianRank));
        foreach (TargetFigures figures in new[] { target.Before, target.After })
        {
            Assert.That(figures.Reach, Has.Count.EqualTo(TargetFigures.Ranks.Count));
            Assert.That(figures.Reach, Is.Ordered);
            Assert.That(figures.Reach[3], Is.EqualTo(figures.HitRate), "rank 5, and lists of 5");
            Assert.That(figures.Reach[^1], Is.EqualTo(1));
        }
    }

    [Test]
    public void A_detector_finds_fakes_of_a_kind_that_it_was_shown()
    {
        Profiles users = Clicks.CreateLongTail(1500, 60, 5, new RandomStream(7));
        HiddenItems test = HiddenItems.One(
            Clicks.CreateLongTail(100, 60, 5, new RandomStream(8)), new RandomStream(3));
        int target = LongTail.Draw(users, 1, new RandomStream(9))[0];
        var attack = new BandwagonAttack();
        var evaluation = new ShillingEvaluation(
            users, test, profiles => ScreenedEase.Fit(profiles, 20, [attack], new RandomStream(6)));
        ShillingReport report = evaluation.Run(attack, [target], 0.05, new RandomStream(5));
        Assert.That(report.DetectorAuc, Is.GreaterThan(0.75));
    }

    [Test]
    public void The_same_seed_gives_the_same_suspicions_for_any_number_of_threads()
    {
        int threads = WorkerPool.Threads;
        try
        {
            double[][] scores =
            [
                .. new[] { 1, 3 }.Select(count =>
                {
                    WorkerPool.Threads = count;
                    return ShillingDetector.Train(Users, [new CopyAttack()], new RandomStream(6)).Score(Users);
                }),
            ];
            Assert.That(scores[1], Is.EqualTo(scores[0]));
            Assert.That(scores[0], Has.Length.EqualTo(Users.Users));
        }
        finally
        {
            WorkerPool.Threads = threads;
        }
    }

    [Test]
    public void What_cant_be_done_is_refused()
    {
        Assert.That(
            () => ShillingDetector.Train(Users, [], default), Throws.ArgumentException.With.Message.Contains("at least one"));
        Assert.That(
            () => LongTail.Draw(Profiles.Create(4, [[0, 1], [2]]), 3, default),
            Throws.ArgumentException.With.Message.Contains("5 users"));
        Assert.That(() => LongTail.Draw(Users, 0, default), Throws.TypeOf<ArgumentOutOfRangeException>());
        var evaluation = new ShillingEvaluation(Users, Test, profiles => new FittedRecommender(Ease.Fit(profiles, 20)));
        Assert.That(
            () => evaluation.Run(new RandomAttack(), [40], 0.1, default),
            Throws.ArgumentException.With.Message.Contains("0 to 39"));
    }
}
