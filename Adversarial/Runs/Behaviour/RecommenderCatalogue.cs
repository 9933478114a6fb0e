using Scratch.Adversarial.Domains.Behaviour;
using Scratch.Adversarial.Domains.Behaviour.Recommenders;

namespace Scratch.Adversarial.Runs.Behaviour;

/// <summary>A kind of recommender that a run can have.</summary>
/// <param name="Name">What the command line and files call it.</param>
/// <param name="Title">What tables call it.</param>
/// <param name="IsReference">Whether every report has it, to hold the run's own against.</param>
/// <param name="Fit">Learns from the users of training.</param>
/// <param name="Write">Writes it into a folder; null if it is so quickly learnt, or put together of others, that it
/// is made again.</param>
/// <param name="Read">Reads what <paramref name="Write"/> wrote; null if that is.</param>
public sealed record RecommenderKind(
    string Name, string Title, bool IsReference, Func<RecommenderSet, IRecommender> Fit,
    Action<IRecommender, string>? Write = null, Func<string, IRecommender>? Read = null);

/// <summary>The recommenders by their names. A new one is a line here.</summary>
public static class RecommenderCatalogue
{
    /// <summary>The name of the one that is taken unless another is asked for.</summary>
    public const string Usual = "ease";

    private const double Shrinkage = 100;
    private const int MostItems = 10_000; // 0.4 GB of weights, and twice as much in doubles while they are fitted

    /// <summary>All of them.</summary>
    public static IReadOnlyList<RecommenderKind> All { get; } =
    [
        new("popularity", "popularity", IsReference: true, set => new Popularity(set.Training)),
        new("neighbours", "neighbours", IsReference: true, set => ItemNeighbours.ByCosine(set.Training, Shrinkage)),
        new("ease", "EASE", IsReference: true, FitEase, EaseFile.Write, EaseFile.Read),
        new("dae", "Mult-DAE", IsReference: false, set => FitAutoencoder(set, "dae", isVariational: false),
            (made, folder) => AutoencoderFile.Write(made, folder, "dae"),
            folder => AutoencoderFile.Read(folder, "dae", isVariational: false)),
        new("vae", "Mult-VAE", IsReference: false, set => FitAutoencoder(set, "vae", isVariational: true),
            (made, folder) => AutoencoderFile.Write(made, folder, "vae"),
            folder => AutoencoderFile.Read(folder, "vae", isVariational: true)),
        new("ease+dae", "EASE + Mult-DAE", IsReference: false, set => new Blend((set["ease"], 1), (set["dae"], 1))),
        new("ease+vae", "EASE + Mult-VAE", IsReference: false, set => new Blend((set["ease"], 1), (set["vae"], 1))),
    ];

    /// <summary>The kind of a name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static RecommenderKind Find(string name) => All.FirstOrDefault(kind => kind.Name == name)
        ?? throw new ArgumentException(
            $"There is no recommender '{name}'; expected {string.Join(", ", All.Select(kind => kind.Name))}.");

    /// <summary>EASE with the λ that is asked for, or the one with the best NDCG on the validation.</summary>
    private static Ease FitEase(RecommenderSet set)
    {
        double[] ridges = [10, 30, 100, 300, 1000];
        return set.Options.Ridge > 0 ? Ease.Fit(set.Training, set.Options.Ridge)
            : set.Choose("ease", "ridge", ridges, ridge => Ease.Fit(set.Training, ridge));
    }

    private static ProfileAutoencoder FitAutoencoder(RecommenderSet set, string name, bool isVariational) =>
        ProfileTraining.Train(
            set.Training, new AutoencoderShape(set.Training.Items) { IsVariational = isVariational },
            new ProfileTrainingOptions { Epochs = set.Options.Epochs }, set.RandomOf(name), null, set.Cancellation);

    /// <summary>Throws if there are more items than the references have room for.</summary>
    /// <exception cref="InvalidDataException">There are.</exception>
    internal static void RequireRoom(BehaviourData data)
    {
        if (data.Items.Count > MostItems)
        {
            throw new InvalidDataException($"{data.Name}: {data.Items.Count} items; expected at most {MostItems}, "
                + "which a larger number of users that an item must have leaves.");
        }
    }
}
