using Scratch.Adversarial.Domains.Behaviour.Ranking;
using Scratch.Adversarial.Domains.Behaviour.Recommenders;

namespace Scratch.Adversarial.Domains.Behaviour.Shilling;

/// <summary>Fits a recommender with and without fake profiles, and looks what they did for their targets.</summary>
/// <param name="training">The real users to learn from.</param>
/// <param name="test">Other users, and what is hidden of them.</param>
/// <param name="fit">Learns from profiles, among which there may be fakes.</param>
/// <param name="top">The length of a list.</param>
internal sealed class ShillingEvaluation(
    Profiles training, HiddenItems test, Func<Profiles, FittedRecommender> fit, int top = 10)
{
    private const int UsersAtOnce = 256;
    private FittedRecommender? _clean;

    /// <summary>The recommender without fakes. Fitted once.</summary>
    public FittedRecommender Clean => _clean ??= fit(training);

    /// <summary>Attacks.</summary>
    /// <param name="attack">The attack.</param>
    /// <param name="targets">The items that are pushed, in turn, by one fake profile after the other.</param>
    /// <param name="share">How many profiles are fake, as a share of the real ones: above 0, at most 1.</param>
    /// <param name="random">Decides everything that is random about the fakes.</param>
    /// <exception cref="ArgumentException">A target is no item or named twice, or no user has two items.</exception>
    public ShillingReport Run(ShillingAttack attack, IReadOnlyList<int> targets, double share, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(attack);
        ArgumentNullException.ThrowIfNull(targets);
        Profiles fakes = attack.Create(training, targets, share, random);
        FittedRecommender attacked = fit(training.Append(fakes));
        TargetFigures[] before = Look(Clean.Recommender, targets), after = Look(attacked.Recommender, targets);
        return new ShillingReport
        {
            Attack = attack.Name,
            Share = share,
            Fakes = fakes.Users,
            Before = RankingEvaluator.Measure(Clean.Recommender, test, top),
            After = RankingEvaluator.Measure(attacked.Recommender, test, top),
            Targets = [.. targets.Select((target, i) => new TargetReport(target, before[i], after[i]))],
            DetectorAuc = attacked.Suspicions is { } suspicions
                ? RocAuc.Compute(
                    [.. suspicions], [.. Enumerable.Range(0, suspicions.Count).Select(user => user >= training.Users)])
                : null,
        };
    }

    /// <summary>Ranks the targets for all test users that don't have them.</summary>
    private TargetFigures[] Look(IRecommender recommender, IReadOnlyList<int> targets)
    {
        List<double>[] ranks = [.. targets.Select(_ => new List<double>(test.Known.Users))];
        Matrix scores = Matrix.Allocate(Math.Min(UsersAtOnce, test.Known.Users), recommender.Items);
        for (int first = 0; first < test.Known.Users; first += UsersAtOnce)
        {
            int[] users = [.. Enumerable.Range(first, Math.Min(UsersAtOnce, test.Known.Users - first))];
            recommender.Score(test.Known, users, scores.SliceRows(0, users.Length));
            for (int i = 0; i < users.Length; i++)
            {
                Span<float> row = scores.Row(i);
                foreach (int item in test.Known[users[i]])
                {
                    row[item] = float.NegativeInfinity;
                }
                for (int place = 0; place < targets.Count; place++)
                {
                    if (!test.Known[users[i]].Contains(targets[place]))
                    {
                        ranks[place].Add(RankingEvaluator.RankOf(row, targets[place]));
                    }
                }
            }
        }
        return [.. ranks.Select(own => TargetFigures.From([.. own], top))];
    }
}
