using Scratch.Adversarial.Data;
using Scratch.Adversarial.Training.Callbacks;

namespace Scratch.Adversarial.Training;

/// <summary>How <see cref="Model.Fit"/> goes through the examples, and who looks on.</summary>
public sealed record FitOptions
{
    /// <summary>Examples in a batch; the largest batch of a stream.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>Passes over the examples.</summary>
    public int Epochs { get; init; } = 1;

    /// <summary>Decides the order of the examples.</summary>
    public ulong Seed { get; init; }

    /// <summary>Examples that are not trained on: their figures are taken after every epoch, with <c>val_</c> before their names.</summary>
    public IExamples? Validation { get; init; }

    /// <summary>Told of everything, in their order.</summary>
    public IReadOnlyList<TrainingCallback> Callbacks { get; init; } = [];

    /// <summary>Told of every epoch.</summary>
    public IProgress<EpochFigures>? Progress { get; init; }

    /// <summary>Where the training is saved and resumed from.</summary>
    public CheckpointFolder? Checkpoints { get; init; }

    internal LoopOptions ToLoop(IValidation? validation, History history) => new()
    {
        BatchSize = BatchSize,
        Epochs = Epochs,
        Random = new RandomStream(Seed),
        Validation = validation,
        Checkpoints = Checkpoints,
        Callbacks = Progress is { } progress
            ? [history, .. Callbacks, new LambdaCallback { Epoch = (_, _) => progress.Report(history.Epochs[^1]) }]
            : [history, .. Callbacks],
    };
}
