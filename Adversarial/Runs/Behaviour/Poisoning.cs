using Scratch.Adversarial.Domains.Behaviour;
using Scratch.Adversarial.Domains.Behaviour.Ranking;
using Scratch.Adversarial.Domains.Behaviour.Recommenders;
using Scratch.Adversarial.Domains.Behaviour.Shilling;

namespace Scratch.Adversarial.Runs.Behaviour;

/// <summary>What fake profiles did to an item that they push.</summary>
internal sealed record PushedItem
{
    /// <summary>Its id.</summary>
    public required string Item { get; init; }

    /// <summary>Its title; null for none.</summary>
    public string? Title { get; init; }

    /// <summary>How many training users have it.</summary>
    public required int Users { get; init; }

    /// <summary>The share of the users without it that have it in their list, without fakes.</summary>
    public required double HitRateBefore { get; init; }

    /// <summary>The same with them.</summary>
    public required double HitRateAfter { get; init; }

    /// <summary>The median of its ranks, without fakes.</summary>
    public required double MedianRankBefore { get; init; }

    /// <summary>The same with them.</summary>
    public required double MedianRankAfter { get; init; }
}

/// <summary>What fake profiles among the training users of a run did to EASE.</summary>
internal sealed record PoisoningReport
{
    /// <summary>What is attacked: <c>ease</c>.</summary>
    public required string Recommender { get; init; }

    /// <summary>The attack.</summary>
    public required string Attack { get; init; }

    /// <summary>The fake profiles, as a share of the training users.</summary>
    public required double Share { get; init; }

    /// <summary>How many they are.</summary>
    public required int Fakes { get; init; }

    /// <summary>How many training users are real.</summary>
    public required int TrainingUsers { get; init; }

    /// <summary>The length of a list.</summary>
    public required int Top { get; init; }

    /// <summary>The share of test users with a hidden item in their list, without fakes.</summary>
    public required double HitRateBefore { get; init; }

    /// <summary>The same with them.</summary>
    public required double HitRateAfter { get; init; }

    /// <summary>The mean of the targets' hit rates, without fakes.</summary>
    public required double TargetHitRateBefore { get; init; }

    /// <summary>The same with them.</summary>
    public required double TargetHitRateAfter { get; init; }

    /// <summary>The items that were pushed.</summary>
    public required IReadOnlyList<PushedItem> Targets { get; init; }

    /// <summary>The probability that a detector finds a fake profile more suspicious than a real one.</summary>
    public required double? DetectorAuc { get; init; }
}

/// <summary>Adds fake profiles to the training users of a run, and fits EASE again as the run did.</summary>
/// <param name="run">The run.</param>
internal sealed class Poisoning(BehaviourRunFolder run)
{
    /// <summary>The name of the recommender that is attacked.</summary>
    public const string Attacked = "ease";

    private const int UsualTargets = 15;

    /// <summary>Items that an attacker would push: 15, or what there are, that few users have.</summary>
    /// <param name="random">That of the attack; decides which.</param>
    /// <exception cref="InvalidDataException">There are none.</exception>
    public int[] DrawTargets(RandomStream random)
    {
        try
        {
            return LongTail.Draw(run.Recommenders.Training, UsualTargets, random.Fork(0));
        }
        catch (ArgumentException error)
        {
            throw new InvalidDataException(
                $"{run.FullPath}: no item of the less popular half has users enough to be drawn; expected targets "
                    + "that are named.", error);
        }
    }

    /// <summary>Attacks. The detector has seen fakes of all other attacks, and none of this one.</summary>
    /// <param name="attack">The attack.</param>
    /// <param name="targets">The items that are pushed, none twice.</param>
    /// <param name="share">The fake profiles as a share of the training users: above 0, at most 1.</param>
    /// <param name="random">Decides everything that is random.</param>
    /// <param name="progress">Told how far it is; null for nobody.</param>
    /// <param name="cancellation">Ends it between two of its parts.</param>
    /// <returns>The figures, and the fake profiles.</returns>
    /// <exception cref="InvalidDataException">A target can't be ranked: all test users have it.</exception>
    public (PoisoningReport Report, Profiles Fakes) Run(
        ShillingAttack attack, IReadOnlyList<int> targets, double share, RandomStream random,
        IProgress<WorkProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(attack);
        ArgumentNullException.ThrowIfNull(targets);
        Profiles training = run.Recommenders.Training, fakes = training;
        HiddenItems test = run.Recommenders.Split.Test;
        RequireRanks(test, targets);
        (double ridge, double dropout) = Chosen();
        ShillingAttack[] seen = [.. ShillingCatalog.All.Where(other => other.Name != attack.Name)];
        var evaluation = new ShillingEvaluation(training, test, Fit, run.Options.Top);
        ShillingReport report = evaluation.Run(attack, targets, share, random.Fork(1));
        int[] users = training.CountUsers();
        return (new PoisoningReport
        {
            Recommender = Attacked,
            Attack = report.Attack,
            Share = report.Share,
            Fakes = report.Fakes,
            TrainingUsers = training.Users,
            Top = run.Options.Top,
            HitRateBefore = report.Before.HitRate,
            HitRateAfter = report.After.HitRate,
            TargetHitRateBefore = report.TargetHitRateBefore,
            TargetHitRateAfter = report.TargetHitRateAfter,
            Targets =
            [
                .. report.Targets.Select(target => new PushedItem
                {
                    Item = run.Items.Ids[target.Item],
                    Title = run.Items.Titles[target.Item],
                    Users = users[target.Item],
                    HitRateBefore = target.Before.HitRate,
                    HitRateAfter = target.After.HitRate,
                    MedianRankBefore = target.Before.MedianRank,
                    MedianRankAfter = target.After.MedianRank,
                }),
            ],
            DetectorAuc = report.DetectorAuc,
        }, fakes);

        // first with the fakes, as what the evaluation compares them with is fitted when it is asked for
        FittedRecommender Fit(Profiles profiles)
        {
            cancellation.ThrowIfCancellationRequested();
            bool hasFakes = profiles.Users > training.Users;
            progress.Report(hasFakes ? 0 : 0.9);
            double[]? suspicions = null;
            if (hasFakes)
            {
                fakes = profiles.Subset([.. Enumerable.Range(training.Users, profiles.Users - training.Users)]);
                suspicions = ShillingDetector.Train(profiles, seen, random.Fork(2)).Score(profiles);
                cancellation.ThrowIfCancellationRequested();
                progress.Report(0.8);
            }
            return new FittedRecommender(Ease.Fit(profiles, ridge, dropout), suspicions);
        }
    }

    /// <summary>λ and the dropout of the run's EASE, which is in every report.</summary>
    private (double Ridge, double Dropout) Chosen()
    {
        IReadOnlyList<ChoiceFigures> choices = run.ReadReport().Choices;
        return (run.Options.Ridge > 0 ? run.Options.Ridge : Value("ridge"), Value("dropout"));

        double Value(string option) =>
            choices.FirstOrDefault(one => one.IsChosen && one.Recommender == Attacked && one.Option == option)?.Value
            ?? throw new InvalidDataException(
                $"{run.FullPath}: the report has no chosen {option} of {Attacked}; expected one.");
    }

    private void RequireRanks(HiddenItems test, IReadOnlyList<int> targets)
    {
        foreach (int target in targets)
        {
            if (Enumerable.Range(0, test.Known.Users).All(user => test.Known[user].Contains(target)))
            {
                throw new InvalidDataException($"{run.FullPath}: all test users have {run.Items.NameOf(target)}; "
                    + "expected a target that some don't have.");
            }
        }
    }
}
