namespace Scratch.Adversarial.Training;

/// <summary>Figures taken at the end of every epoch, on examples that are not trained on.</summary>
public interface IValidation
{
    /// <summary>The names of the figures, such as <c>val_loss</c>.</summary>
    IReadOnlyList<string> Metrics { get; }

    /// <summary>Takes the figures; nothing that learns is changed.</summary>
    /// <param name="metrics">One figure for each name, overwritten.</param>
    void Run(Span<double> metrics);
}

/// <summary>How a training goes through its data, and who looks on.</summary>
public sealed record LoopOptions
{
    /// <summary>Examples in a batch, at least 1; the last batch of an epoch has what is left.</summary>
    public required int BatchSize { get; init; }

    /// <summary>Passes over the data, at least 0.</summary>
    public required int Epochs { get; init; }

    /// <summary>The stream of this training: epoch e is shuffled by <c>Fork(e)</c>.</summary>
    public RandomStream Random { get; init; }

    /// <summary>Told of every step and epoch, in their order.</summary>
    public IReadOnlyList<TrainingCallback> Callbacks { get; init; } = [];

    /// <summary>Figures at the end of every epoch; null for none.</summary>
    public IValidation? Validation { get; init; }

    /// <summary>
    /// What a training must have in common with a checkpoint to go on from it, by name, beside its networks,
    /// optimizers and batches: the loss, for instance, or a checksum of the data.
    /// </summary>
    public IReadOnlyDictionary<string, string> Identity { get; init; } = new Dictionary<string, string>();

    /// <summary>True if a batch is one of a stream, whose number of examples shows when it comes.</summary>
    internal bool IsStream { get; init; }

    /// <summary>Where the training is saved and resumed from; null for neither.</summary>
    public CheckpointFolder? Checkpoints { get; init; }
}
