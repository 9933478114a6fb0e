namespace Scratch.Adversarial.Classification.Robust;

/// <summary>Adversarial training in one call.</summary>
/// <example>
/// <code>
/// var attack = new AttackOptions { Epsilon = 0.1f, Steps = 5 };
/// RobustTraining.Fit(
///     model.Network, training, attack, RobustTrainer.Trades, new FitOptions { Epochs = 2 });
/// </code>
/// </example>
public static class RobustTraining
{
    private const float Rate = 1e-3f;

    /// <summary>Trains a classifier with every example under attack, by Adam at 10⁻³.</summary>
    /// <param name="network">The classifier, initialised; overwritten.</param>
    /// <param name="data">What is trained on.</param>
    /// <param name="attack">The ball, such as <c>new() { Epsilon = 0.1f }</c>, and the attack's steps; it is
    /// PGD.</param>
    /// <param name="trainer">What is minimised; more is said in <see cref="RobustOptions"/>.</param>
    /// <param name="options">Epochs, batches, seed, early stopping, callbacks; what is not given is as for
    /// <see cref="Model.Fit"/>.</param>
    /// <param name="cancellation">Ends it at the next update with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>The figures of every epoch: loss, accuracy and accuracy under the training's own attack.</returns>
    /// <exception cref="ArgumentException">An option is out of its range, or the network doesn't fit the
    /// data.</exception>
    /// <exception cref="InvalidOperationException">Nobody initialised the network.</exception>
    /// <exception cref="NonFiniteException">A figure or a parameter is NaN or infinite after an update.</exception>
    public static History Fit(
        Network network, Dataset data, AttackOptions attack, RobustTrainer trainer = RobustTrainer.Trades,
            FitOptions? options = null, CancellationToken cancellation = default) =>
        Fit(network, data, new RobustOptions { Trainer = trainer, Attack = attack }, options, cancellation);

    /// <summary>The same in a ball; its box is that of the data's domain, or <see cref="Box.Unbounded"/>.</summary>
    /// <exception cref="ArgumentException">The ball lies in another box, or as for the other forms.</exception>
    public static History Fit(
        Network network,
        Dataset data,
        Ball ball,
        RobustTrainer trainer = RobustTrainer.Trades,
        FitOptions? options = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        bool isBounded = ball.Box == data.Domain.Box;
        if (!isBounded && ball.Box != Box.Unbounded)
        {
            throw new ArgumentException(
                $"The ball lies in another box than {data.Name}; expected its domain's, or none.", nameof(ball));
        }
        AttackOptions attack = new() { Norm = ball.Norm.Name, Epsilon = ball.Epsilon, Bounded = isBounded };
        return Fit(network, data, attack, trainer, options, cancellation);
    }

    /// <summary>The same with all that can be said of the trainer and its attack.</summary>
    public static History Fit(
        Network network, Dataset data, RobustOptions robust, FitOptions? options = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(robust);
        options ??= new();
        Shape.RequireLength(data.Features, network.Inputs, nameof(data));
        var learner = new Learner("classifier", network, new Adam(network.Parameters), new ConstantSchedule(Rate));
        var batches = new MixedBatch(network, data, MixtureOptions.RealOnly, prompts: null, options.BatchSize);
        var history = new History();
        IValidation? validation = new Model(network).Measure(options.Validation);
        new TrainingLoop(robust.CreateStep(learner, batches, learner.Name), data.Count,
            options.ToLoop(validation, history)).Run(cancellation);
        return history;
    }
}
