using Scratch.Adversarial.Domains.Behaviour;
using Scratch.Adversarial.Domains.Behaviour.Generation;
using Scratch.Adversarial.Domains.Behaviour.Ranking;
using Scratch.Adversarial.Domains.Behaviour.Recommenders;

namespace Scratch.Adversarial.Runs.Behaviour;

/// <summary>How like the real users of a run generated ones are; null where nothing can be said.</summary>
internal sealed record GeneratedUsersReport
{
    /// <summary>The generated users.</summary>
    public required int Users { get; init; }

    /// <summary>Their pairs of a user and an item.</summary>
    public required int Interactions { get; init; }

    /// <summary>Pearson's correlation of how many generated and how many training users have two items.</summary>
    public required double? PairCorrelation { get; init; }

    /// <summary>The same of the test users, of whom nothing was learnt: what real users come to.</summary>
    public required double? HeldOutPairCorrelation { get; init; }

    /// <summary>The share of generated users of three items or more that have just what a training user has.</summary>
    public required double? Copies { get; init; }

    /// <summary>The same of the test users.</summary>
    public required double? HeldOutCopies { get; init; }
}

/// <summary>The networks that users are made with.</summary>
/// <param name="Variational">A Mult-VAE, which makes them.</param>
/// <param name="Finder">A network that is asked for hidden items, which makes them more like real ones.</param>
internal sealed record UserNetworks(ProfileAutoencoder Variational, ProfileAutoencoder Finder);

/// <summary>Makes users like those that a run on behaviour has learnt from.</summary>
/// <remarks>
/// The taste of a training user by chance, moved by noise, is decoded by a Mult-VAE (see
/// <see cref="ProfileGenerator.FromPrompts"/>); then as many items as the user has are redrawn, one at a time, from
/// what the finder says of the rest (see <see cref="GibbsSweeps"/>). Chosen by the pairs of items of users who
/// validate, of the embedded packages: one sweep, correlation .897; three, .892; none, .862;
/// 15 from users by popularity, .776.
/// </remarks>
internal static class UserGeneration
{
    private const string Network = "finder";
    private const int Sweeps = 1, UsersAtOnce = 256, Latent = 32;
    private const int FewestItems = 3; // of profiles that are looked for among the real ones

    /// <summary>Whether a run has a finder, which then needs not learn.</summary>
    public static bool HasFinder(BehaviourRunFolder run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return File.Exists(Path.Combine(run.FullPath, $"{Network}.safetensors"));
    }

    /// <summary>
    /// The networks that users are made with: the run's finder, or one that learns from its training users, and a
    /// Mult-VAE that does.
    /// </summary>
    /// <param name="run">The run.</param>
    /// <param name="callbacks">Told how the training goes.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="IOException">A file of the run is missing.</exception>
    /// <exception cref="InvalidDataException">A file of the run is damaged, or no user has two items.</exception>
    public static UserNetworks Learn(
        BehaviourRunFolder run, IReadOnlyList<TrainingCallback> callbacks, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(run);
        BehaviourSplit split = run.Recommenders.Split;
        if (!Enumerable.Range(0, split.Training.Users).Any(user => split.Training[user].Length > 1))
        {
            throw new InvalidDataException(
                $"{run.FullPath}: no training user has two items; expected some to learn from.");
        }
        var options = new ProfileTrainingOptions
        {
            Task = ProfileTask.Reconstruct,
            Epochs = run.Options.Epochs,
            BatchSize = 200,
            LearningRate = 3e-3f,
            WeightDecay = 0.1f,
            Dropout = 0,
        };
        ProfileAutoencoder variational = ProfileTraining.Train(
            split.Training,
            new AutoencoderShape(split.Training.Items) { Hidden = 300, Latent = Latent, IsVariational = true }, options,
            new RandomStream(run.Options.Seed).Fork((int)RandomPurpose.Prompts),
            new LoopOptions { BatchSize = options.BatchSize, Epochs = options.Epochs, Callbacks = callbacks },
            cancellation);
        RecommenderSet set = HasFinder(run) ? run.Recommenders
            : new RecommenderSet(run.Options, split, cancellation: cancellation) { Callbacks = callbacks };
        return new UserNetworks(variational, (ProfileAutoencoder)set[Network]);
    }

    /// <summary>Makes users. Every one is the same however many are made.</summary>
    /// <param name="networks">What <see cref="Learn"/> has given.</param>
    /// <param name="training">The users that are imitated.</param>
    /// <param name="count">How many, at least 1.</param>
    /// <param name="random">Decides.</param>
    /// <param name="progress">Told how many are made; null for nobody.</param>
    /// <param name="cancellation">Ends it.</param>
    public static Profiles Make(
        UserNetworks networks, Profiles training, int count, RandomStream random,
        IProgress<WorkProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(networks);
        ArgumentNullException.ThrowIfNull(training);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        var made = new List<int[]>(count);
        for (int first = 0; first < count; first += UsersAtOnce)
        {
            cancellation.ThrowIfCancellationRequested();
            progress.Report((double)first / count);
            RandomStream own = random.Fork(first / UsersAtOnce);
            Profiles start = ProfileGenerator.FromPrompts(
                networks.Variational, training, Math.Min(UsersAtOnce, count - first), own.Fork(0));
            Profiles users = GibbsSweeps.Run(networks.Finder, start, Sweeps, own.Fork(1));
            made.AddRange(Enumerable.Range(0, users.Users).Select(user => users[user].ToArray()));
        }
        return Profiles.Create(training.Items, made);
    }

    /// <summary>Measures users against those of a run.</summary>
    /// <param name="made">The generated users.</param>
    /// <param name="split">The run's users.</param>
    public static GeneratedUsersReport Measure(Profiles made, BehaviourSplit split)
    {
        ArgumentNullException.ThrowIfNull(made);
        ArgumentNullException.ThrowIfNull(split);
        Profiles heldOut = Profiles.Create(made.Items, Enumerable.Range(0, split.Test.Known.Users).Select(
            user => (int[])[.. split.Test.Known[user], .. split.Test.Hidden[user]]));
        return new GeneratedUsersReport
        {
            Users = made.Users,
            Interactions = made.Count,
            PairCorrelation = Known(GeneratedUsers.PairCorrelation(made, split.Training)),
            HeldOutPairCorrelation = Known(GeneratedUsers.PairCorrelation(heldOut, split.Training)),
            Copies = Known(GeneratedUsers.CopiedShare(made, split.Training, FewestItems)),
            HeldOutCopies = Known(GeneratedUsers.CopiedShare(heldOut, split.Training, FewestItems)),
        };

        static double? Known(double value) => double.IsFinite(value) ? value : null;
    }
}
