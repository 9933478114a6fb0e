using Scratch.Adversarial.Domains.Behaviour;
using Scratch.Adversarial.Domains.Behaviour.Recommenders;
using Scratch.Engine;

namespace Scratch.Benchmarks.Recommend;

/// <summary>The models of the table, with the settings that were chosen for visits and for baskets.</summary>
/// <remarks>Chosen by <c>recommend --what choose</c>, on users that no seed of the table tests on.</remarks>
internal sealed class RecommendModels(Profiles training, bool isVisits, RandomStream random)
{
    private readonly Dictionary<int, ProfileAutoencoder> _finders = []; // trained once

    /// <summary>Plain EASE, with what is the best ridge of the literature's range for the data.</summary>
    public static Ease PlainEase(Profiles training, bool isVisits) => Ease.Fit(training, isVisits ? 300 : 100);

    /// <summary>EASE with the ridge and the dropout that were chosen.</summary>
    public static Ease ChosenEase(Profiles training, bool isVisits) =>
        isVisits ? Ease.Fit(training, 3, 0.35) : Ease.Fit(training, 20);

    /// <summary>The sizes of the autoencoders.</summary>
    public static AutoencoderShape Shape(int items, bool isVisits) =>
        new(items) { Hidden = 300, Latent = isVisits ? 100 : 200 };

    /// <summary>How the autoencoder that finds hidden items is trained.</summary>
    public static ProfileTrainingOptions Finding(bool isVisits) => new()
    {
        Task = ProfileTask.FindHidden,
        Epochs = 30,
        BatchSize = 200,
        LearningRate = 3e-3f,
        WeightDecay = isVisits ? 0.3f : 0.1f,
    };

    /// <summary>How Mult-DAE and Mult-VAE are trained.</summary>
    public static ProfileTrainingOptions Reconstructing(bool isVisits) =>
        Finding(isVisits) with { Task = ProfileTask.Reconstruct };

    /// <summary>Two autoencoders that find hidden items, with popular items lower, and EASE.</summary>
    /// <param name="finders">The autoencoders.</param>
    /// <param name="ease">EASE.</param>
    /// <param name="training">Whose items are counted.</param>
    /// <param name="discount">The exponent by which popular items are lower.</param>
    /// <param name="weight">What EASE counts against one autoencoder.</param>
    public static IRecommender Together(
        IEnumerable<ProfileAutoencoder> finders, Ease ease, Profiles training, float discount, float weight) =>
        new Blend(
        [
            .. finders.Select(finder => ((IRecommender)new PopularityDiscount(finder, training, discount), 1f)),
            (ease, weight),
        ]);

    /// <summary>Each model by its name, made when it is asked for.</summary>
    public IEnumerable<(string Name, Func<IRecommender> Make)> All()
    {
        yield return ("popularity", () => new Popularity(training));
        yield return ("co-occurrence", () => ItemNeighbours.ByCoOccurrence(training));
        yield return ("neighbours, cosine, shrinkage 20", () => ItemNeighbours.ByCosine(training, 20));
        yield return ($"EASE, ridge {(isVisits ? 300 : 100)}", () => PlainEase(training, isVisits));
        yield return (
            isVisits ? "EASE, ridge 3, dropout .35" : "EASE, ridge 20", () => ChosenEase(training, isVisits));
        yield return ("Mult-DAE", () => Train(Reconstructing(isVisits), isVariational: false, 1));
        yield return ("Mult-VAE, β .2", () => Train(Reconstructing(isVisits), isVariational: true, 2));
        yield return ("DAE asked for hidden items", () => Finder(0));
        yield return ("two of those and EASE", () => Together(isVisits ? 0.1f : 0));
        yield return ("two of those and EASE, popular items lower", () => Together(0.45f));
    }

    private IRecommender Together(float discount) => Together(
        [Finder(0), Finder(1)], ChosenEase(training, isVisits), training, discount, isVisits ? 1 : 4);

    private ProfileAutoencoder Finder(int member)
    {
        if (!_finders.TryGetValue(member, out ProfileAutoencoder? finder))
        {
            finder = Train(Finding(isVisits), isVariational: false, 3 + member);
            _finders.Add(member, finder);
        }
        return finder;
    }

    private ProfileAutoencoder Train(ProfileTrainingOptions options, bool isVariational, int stream) =>
        ProfileTraining.Train(
            training, Shape(training.Items, isVisits) with { IsVariational = isVariational }, options,
            random.Fork(stream));
}
