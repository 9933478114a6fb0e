using Scratch.Adversarial.Domains.Behaviour.Recommenders;

namespace Scratch.Adversarial.Runs.Behaviour;

/// <summary>A kind of recommender that a run can have.</summary>
/// <param name="Name">What the command line and files call it.</param>
/// <param name="Title">What tables call it.</param>
/// <param name="IsReference">Whether every report has it, to hold the run's own against.</param>
/// <param name="Fit">Learns from the users of training.</param>
/// <param name="Write">Writes it to a file; null if it is so quickly learnt that it is learnt again.</param>
/// <param name="Read">Reads what <paramref name="Write"/> wrote; null if that is.</param>
public sealed record RecommenderKind(
    string Name, string Title, bool IsReference, Func<RecommenderSet, IRecommender> Fit,
    Action<IRecommender, string>? Write = null, Func<string, IRecommender>? Read = null);

/// <summary>The recommenders by their names. A new one is a line here.</summary>
public static class RecommenderCatalogue
{
    /// <summary>The name of the one that is taken unless another is asked for.</summary>
    public const string Usual = "ease";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<RecommenderKind> All { get; } =
    [
        new("ease", "EASE", IsReference: true, FitEase, EaseFile.Write, EaseFile.Read),
    ];

    /// <summary>The kind of a name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static RecommenderKind Find(string name) => All.FirstOrDefault(kind => kind.Name == name)
        ?? throw new ArgumentException(
            $"There is no recommender '{name}'; expected {string.Join(", ", All.Select(kind => kind.Name))}.");

    /// <summary>EASE with the λ that is asked for, or the one with the best NDCG on the validation.</summary>
    private static Ease FitEase(RecommenderSet set)
    {
        const int mostItems = 10_000; // 0.4 GB of weights, and twice as much in doubles while they are fitted
        double[] ridges = [10, 30, 100, 300, 1000];
        return set.Training.Items > mostItems
            ? throw new InvalidDataException(
                $"{set.Training.Items} items; expected at most {mostItems}, such as a larger --min-users leaves.")
            : set.Options.Ridge > 0 ? Ease.Fit(set.Training, set.Options.Ridge)
            : set.Choose("ease", "ridge", ridges, ridge => Ease.Fit(set.Training, ridge));
    }
}
