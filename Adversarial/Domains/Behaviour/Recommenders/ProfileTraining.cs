namespace Scratch.Adversarial.Domains.Behaviour.Recommenders;

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
        options.Validate();
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
