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
internal static class RecommenderCatalogue
{
    /// <summary>The name of the one that is taken unless another is asked for.</summary>
    public const string Usual = "blend";

    private const double Shrinkage = 100;
    private const double UsualRidge = 300;
    private const int MostChosenFor = 4000; // items
    private const int BatchSize = 200;
    private const int MostItems = 10_000; // 0.4 GB of weights, and twice as much in doubles while they are fitted

    /// <summary>All of them.</summary>
    public static IReadOnlyList<RecommenderKind> All { get; } =
    [
        new("popularity", "popularity", IsReference: true, set => new Popularity(set.Training)),
        new("neighbours", "neighbours", IsReference: true, set => ItemNeighbours.ByCosine(set.Training, Shrinkage)),
        new("ease", "EASE", IsReference: true, FitEase, EaseFile.Write, EaseFile.Read),
        Autoencoder("dae", "Mult-DAE", ProfileTask.Reconstruct, isVariational: false),
        Autoencoder("vae", "Mult-VAE", ProfileTask.Reconstruct, isVariational: true),
        Autoencoder("finder", "finder", ProfileTask.FindHidden, isVariational: false),
        Autoencoder("second-finder", "second finder", ProfileTask.FindHidden, isVariational: false),
        new("blend", "blend", IsReference: false, FitBlend),
    ];

    /// <summary>The kind of a name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static RecommenderKind Find(string name) => All.FirstOrDefault(kind => kind.Name == name)
        ?? throw new ArgumentException(
            $"There is no recommender '{name}'; expected {string.Join(", ", All.Select(kind => kind.Name))}.");

    /// <summary>
    /// EASE with the λ that is asked for, or the one with the best NDCG on the validation; then the share of profiles
    /// that it expects to be missing is chosen alike. Of many items, where each fit takes a minute, λ is a usual one.
    /// </summary>
    private static Ease FitEase(RecommenderSet set)
    {
        double ridge = set.Options.Ridge;
        if (set.Training.Items > MostChosenFor)
        {
            return Ease.Fit(set.Training, ridge == 0 ? UsualRidge : ridge);
        }
        if (ridge == 0)
        {
            double[] ridges = [3, 10, 30, 100, 300, 1000];
            set.Choose("ease", "ridge", ridges, value => Ease.Fit(set.Training, value), out ridge);
        }
        double[] dropouts = [0, 0.2, 0.35, 0.5];
        return set.Choose("ease", "dropout", dropouts, value => Ease.Fit(set.Training, ridge, value), out _);
    }

    private static RecommenderKind Autoencoder(string name, string title, ProfileTask task, bool isVariational)
    {
        string file = $"{name}.safetensors";
        return new RecommenderKind(
            name, title, IsReference: false,
            set => ProfileTraining.Train(
                set.Training,
                new AutoencoderShape(set.Training.Items) { Hidden = 300, Latent = 100, IsVariational = isVariational },
                new ProfileTrainingOptions
                {
                    Task = task,
                    Epochs = set.Options.Epochs,
                    BatchSize = BatchSize,
                    LearningRate = 3e-3f,
                    WeightDecay = 0.1f,
                },
                set.RandomOf(name),
                new LoopOptions { BatchSize = BatchSize, Epochs = set.Options.Epochs, Callbacks = set.Callbacks },
                set.Cancellation),
            (made, folder) => ProfileAutoencoderFile.Write(Path.Combine(folder, file), (ProfileAutoencoder)made),
            folder => ProfileAutoencoderFile.Read(Path.Combine(folder, file)));
    }

    /// <summary>Two autoencoders that find hidden items, and EASE with the weight that is best on the
    /// validation.</summary>
    private static Blend FitBlend(RecommenderSet set)
    {
        double[] weights = [0.5, 1, 2, 4];
        IRecommender first = set["finder"], second = set["second-finder"], ease = set["ease"];
        return set.Choose(
            "blend", "weight of EASE", weights, weight => new Blend((first, 1), (second, 1), (ease, (float)weight)),
            out _);
    }

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
