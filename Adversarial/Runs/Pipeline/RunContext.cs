namespace Scratch.Adversarial.Runs.Pipeline;

/// <summary>
/// What all stages of a run share, and none changes. What is random in a run is a function of the configuration's seed.
/// </summary>
/// <param name="Configuration">What to compute.</param>
/// <param name="Training">The examples to train on.</param>
/// <param name="Validation">The examples to choose by; there may be none.</param>
/// <param name="Callbacks">Told of every update of every stage.</param>
/// <param name="Checkpoints">Where the trainings are saved and resumed from; null for neither.</param>
/// <param name="Cancellation">Checked before every update.</param>
public sealed record RunContext(
    RunConfiguration Configuration,
    Dataset Training,
    Dataset Validation,
    IReadOnlyList<TrainingCallback> Callbacks,
    CheckpointFolder? Checkpoints = null,
    CancellationToken Cancellation = default)
{
    private readonly Freeze[] _frozen = [.. Configuration.Freeze.Select(name => new Freeze(name))];
    private readonly Parts _parts = new(Configuration, Training);

    /// <summary>Told what the run is at; null for nobody.</summary>
    public IProgress<WorkProgress>? Progress { get; init; }

    /// <summary>True if classifiers are measured after every epoch for the curves of a report.</summary>
    public bool DrawsCurves { get; init; }

    /// <summary>What makes features of the examples; null where networks take them as they are.</summary>
    public FrontEnd? FrontEnd => _parts.FrontEnd;

    /// <summary>What networks learn from: features of <see cref="Training"/>, or itself without a front end.</summary>
    public Dataset Features => _parts.Features;

    /// <summary>The networks before their training, which take features.</summary>
    internal StartingNetworks Networks => _parts.Networks;

    /// <summary>Throws if the classifier's training moves what networks take, where that is not the example.</summary>
    /// <exception cref="ConfigurationException">It does.</exception>
    internal void RequireFrontEnd()
    {
        ClassifierOptions options = Configuration.Classifier;
        bool movesInputs = options.Robust is not null || options.Certified is not null
            || options.SemiSupervised is not null;
        if (FrontEnd is not null && movesInputs)
        {
            throw new ConfigurationException(
                $"{Training.Name}: training under attack by --trainer, to be certified, or from few labels moves what "
                + $"networks take, which of a {Training.Domain.Example} are features of it; expected --trainer none, "
                + "and attacked examples in the mixture.");
        }
    }

    /// <summary>A network that takes features as one that takes examples. Copies, if there is a front end.</summary>
    internal Network Whole(Network network) => FrontEnd?.Before(network) ?? network;

    /// <summary>
    /// Trains: passes over the training part, with the run's callbacks and the optimizer's, saved and resumed with the
    /// run.
    /// </summary>
    /// <param name="step">One update.</param>
    /// <param name="optimizer">Its average and plateau look on as callbacks.</param>
    /// <param name="epochs">Passes.</param>
    /// <param name="random">The order of the examples, and what the step draws.</param>
    /// <param name="own">The stage's own callbacks, called before the others.</param>
    /// <param name="validation">Measured after every pass; null for nothing.</param>
    public void Train(
        ITrainingStep step,
        OptimizerOptions optimizer,
        int epochs,
        RandomStream random,
        IReadOnlyList<TrainingCallback>? own = null,
        IValidation? validation = null)
    {
        ArgumentNullException.ThrowIfNull(step);
        var options = new LoopOptions
        {
            BatchSize = Configuration.BatchSize,
            Epochs = epochs,
            Random = random,
            Callbacks = [.. _frozen, .. own ?? [], .. OptimizerFactory.CreateCallbacks(optimizer, step), .. Callbacks],
            Validation = validation,
            Checkpoints = Checkpoints,
        };
        new TrainingLoop(step, Training.Count, options).Run(Cancellation);
    }

    internal RandomStream Random(RandomPurpose purpose) => Configuration.Random(purpose);

    /// <summary>The model, which a stage can't do without.</summary>
    internal T Require<T>(T? model, string name)
        where T : class =>
        model ?? throw new InvalidDataException(
            $"{Configuration.From ?? "The run"}: it has no {name}, which this run needs and does not train.");

    /// <summary>What copies of the context share.</summary>
    private sealed class Parts
    {
        public Parts(RunConfiguration configuration, Dataset training)
        {
            FrontEnd = training.Domain.CreateFrontEnd(training);
            Features = FrontEnd?.Apply(training) ?? training;
            Networks = new StartingNetworks(configuration, Features, FrontEnd);
        }

        public FrontEnd? FrontEnd { get; }

        public Dataset Features { get; }

        public StartingNetworks Networks { get; }
    }
}
