namespace Scratch.Adversarial.Training.Callbacks;

/// <summary>
/// Saves the networks as model files while they train: every so often, or whenever a figure is the best so far.
/// </summary>
/// <param name="path">The file for a learner's name and the epoch, from 0. Without the epoch in it, each file replaces
/// the one before.</param>
public sealed class ModelCheckpoint(Func<string, int, string> path) : TrainingCallback
{
    private Monitor? _monitor;
    private TrainingPlan? _plan;

    /// <summary>Saves only when this figure of the epoch is the best so far; null to save every time.</summary>
    public string? BestOf { get; init; }

    /// <summary>
    /// Which value is the better one; null for the higher of accuracies, precision, recall and F1, and the lower of
    /// everything else.
    /// </summary>
    public Goal? Goal { get; init; }

    /// <summary>Only a figure better than this is worth a file; null for any.</summary>
    public double? InitialThreshold { get; init; }

    /// <summary>Saves after so many epochs, at least 1.</summary>
    public int EveryEpochs { get; init; } = 1;

    /// <summary>
    /// Saves after so many updates instead; null for epochs. Without <see cref="BestOf"/>, which is a figure of an
    /// epoch.
    /// </summary>
    public long? EverySteps { get; init; }

    /// <inheritdoc/>
    public override void OnStart(TrainingPlan plan)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(EveryEpochs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(EverySteps ?? 1, 1);
        if (BestOf is not null && EverySteps is not null)
        {
            throw new ArgumentException(
                $"{BestOf} is a figure of an epoch; it can't decide over every {EverySteps} updates.");
        }
        _plan = plan;
        _monitor = BestOf is null ? null : new Monitor(BestOf, Goal, minDelta: 0);
        _monitor?.Begin(plan);
        _monitor?.Best = InitialThreshold ?? _monitor.Best;
    }

    /// <inheritdoc/>
    public override void OnStep(in StepContext context, ReadOnlySpan<float> metrics)
    {
        if (EverySteps is { } steps && (context.Step + 1) % steps == 0)
        {
            Write(context.Epoch);
        }
    }

    /// <inheritdoc/>
    public override void OnEpoch(int epoch, ReadOnlySpan<double> means)
    {
        if (EverySteps is null && (epoch + 1) % EveryEpochs == 0
            && _monitor?.Improves(_monitor.ValueOf(means)) != false)
        {
            Write(epoch);
        }
    }

    /// <inheritdoc/>
    public override void Save(TrainingState state) => state.Write("best", [_monitor?.Best ?? 0]);

    /// <inheritdoc/>
    public override void Restore(TrainingState state) => _monitor?.Best = state.ReadDoubles("best", 1)[0];

    private void Write(int epoch)
    {
        foreach (Learner learner in _plan!.Learners)
        {
            ModelFile.Write(path(learner.Name, epoch), learner.Network);
        }
    }
}
