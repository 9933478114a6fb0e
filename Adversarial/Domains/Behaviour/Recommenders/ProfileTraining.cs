namespace Scratch.Adversarial.Domains.Behaviour.Recommenders;

/// <summary>What an autoencoder of profiles is asked for in training.</summary>
public enum ProfileTask
{
    /// <summary>All items of a profile, of which it is shown some: the task of Mult-VAE and Mult-DAE.</summary>
    Reconstruct,

    /// <summary>
    /// One item of a profile, of which it is shown all others; these are left out of the softmax, as they are when
    /// items are recommended.
    /// </summary>
    FindHidden,
}

/// <summary>How an autoencoder of profiles is trained.</summary>
public sealed record ProfileTrainingOptions
{
    /// <summary>What it is asked for.</summary>
    public ProfileTask Task { get; init; }

    /// <summary>Passes over the users.</summary>
    public int Epochs { get; init; } = 50;

    /// <summary>Users of an update.</summary>
    public int BatchSize { get; init; } = 500;

    /// <summary>Adam's rate at the start; it falls to 0 along a cosine.</summary>
    public float LearningRate { get; init; } = 1e-3f;

    /// <summary>λ of Adam's decoupled weight decay.</summary>
    public float WeightDecay { get; init; }

    /// <summary>The probability that an item of a profile isn't shown, in [0, 1).</summary>
    public float Dropout { get; init; } = 0.5f;

    /// <summary>β, the weight of the divergence from N(0, 1); of Mult-VAE alone.</summary>
    public float Beta { get; init; } = 0.2f;

    /// <summary>The share of the updates over which β rises from 0.</summary>
    public float Annealing { get; init; } = 0.5f;

    /// <summary>
    /// The length of the adversarial move of prompts: see <see cref="ProfileStep"/>. 0 for training on users alone.
    /// </summary>
    public float Radius { get; init; }
}

/// <summary>Trains an autoencoder of profiles.</summary>
public static class ProfileTraining
{
    /// <summary>Trains.</summary>
    /// <param name="profiles">The users to learn from.</param>
    /// <param name="shape">The sizes.</param>
    /// <param name="options">How.</param>
    /// <param name="random">Decides everything that is random; the same stream gives the same bits.</param>
    /// <param name="loop">What goes with the training: callbacks and checkpoints. Its batch size, epochs and random
    /// numbers are those of the options.</param>
    /// <param name="cancellation">Ends it between two updates.</param>
    /// <exception cref="ArgumentException">No user has as many items as the task takes, or the numbers of items
    /// differ.</exception>
    public static ProfileAutoencoder Train(
        Profiles profiles, AutoencoderShape shape, ProfileTrainingOptions options, RandomStream random,
        LoopOptions? loop = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(profiles);
        ArgumentNullException.ThrowIfNull(options);
        int least = options.Task == ProfileTask.FindHidden ? 2 : 1;
        Profiles usable = profiles.Subset(
            [.. Enumerable.Range(0, profiles.Users).Where(user => profiles[user].Length >= least)]);
        if (usable.Users == 0)
        {
            throw new ArgumentException($"No user has {least} items or more, which the task takes.", nameof(profiles));
        }
        var model = new ProfileAutoencoder(shape);
        model.Initialise(random.Fork(0));
        IReadOnlyList<Learner> learners = ProfileStep.LearnersOf(
            model, parameters => new Adam(parameters) { WeightDecay = options.WeightDecay },
            () => new CosineSchedule(options.LearningRate));
        var step = new ProfileStep(model, learners, usable, options);
        LoopOptions own = (loop ?? new LoopOptions { BatchSize = options.BatchSize, Epochs = options.Epochs }) with
        {
            BatchSize = options.BatchSize,
            Epochs = options.Epochs,
            Random = random.Fork(1),
        };
        new TrainingLoop(step, usable.Users, own).Run(cancellation);
        return model;
    }
}
