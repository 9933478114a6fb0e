namespace Scratch.Adversarial.Training;

/// <summary>How <see cref="Model.Fit"/> goes through the examples, and who looks on.</summary>
/// <example>
/// <code>
/// Model model = Model.Classifier(inputs: 784, hidden: [64, 32], classes: 10, seed: 1);
/// model.Fit(training, new FitOptions { Epochs = 20, Validation = held, Patience = 2 });
/// model.Save("digits.safetensors");
/// int[] classes = Model.Load("digits.safetensors").PredictClasses(held.Inputs);
/// </code>
/// </example>
public sealed record FitOptions
{
    /// <summary>Examples in a batch; the largest batch of a stream.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>Passes over the examples.</summary>
    public int Epochs { get; init; } = 1;

    /// <summary>Decides the order of the examples.</summary>
    public ulong Seed { get; init; }

    /// <summary>
    /// Examples that are not trained on: their figures are taken after every epoch, with <c>val_</c> before their
    /// names.
    /// </summary>
    public IExamples? Validation { get; init; }

    /// <summary>
    /// Ends the training after so many epochs without a lower <c>val_loss</c>, and keeps the weights of the best epoch:
    /// early stopping, as
    /// <see cref="EarlyStopping"/> among the callbacks, by the <see cref="Validation"/>. At least 1; null, and all
    /// epochs are run.
    /// </summary>
    public int? Patience { get; init; }

    /// <summary>Told of everything, in their order.</summary>
    public IReadOnlyList<TrainingCallback> Callbacks { get; init; } = [];

    /// <summary>Told of every epoch.</summary>
    public IProgress<EpochFigures>? Progress { get; init; }

    /// <summary>
    /// Where the training is saved and resumed from. Resumed with more epochs than it had, a finished training goes on.
    /// </summary>
    public CheckpointFolder? Checkpoints { get; init; }

    /// <exception cref="ArgumentException">There is a patience and nothing to measure it by, or it is below
    /// 1.</exception>
    internal LoopOptions ToLoop(IValidation? validation, History history) => new()
    {
        BatchSize = BatchSize,
        Epochs = Epochs,
        Random = new RandomStream(Seed),
        Validation = validation,
        Checkpoints = Checkpoints,
        Callbacks =
        [
            history,
            .. Callbacks,
            .. Progress is { } progress ? [new LambdaCallback { Epoch = (_, _) => progress.Report(history.Epochs[^1]) }]
                : (TrainingCallback[])[],
            .. Patience is null ? (TrainingCallback[])[] : [StopEarly()],
        ],
    };

    private EarlyStopping StopEarly() => this is { Validation: not null, Patience: >= 1 and int patience }
        ? new EarlyStopping { Patience = patience, RestoreBestWeights = true }
        : throw new ArgumentException(
            $"The patience is {Patience}, the validation {(Validation is null ? "none" : "given")}; expected at least "
            + "1, and examples to measure by.");
}
