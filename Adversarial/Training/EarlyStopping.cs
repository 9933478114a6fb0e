namespace Scratch.Adversarial.Training;

/// <summary>
/// Ends a training whose figure has stopped getting better. Prechelt 1998, "Early stopping – but when?".
/// </summary>
/// <param name="metric">One of the plan's <see cref="TrainingPlan.EpochMetrics"/>.</param>
public sealed class EarlyStopping(string metric = "val_loss") : TrainingCallback
{
    private Monitor? _monitor;
    private WeightCopy? _best;
    private int _epochsWithout;

    /// <summary>The smallest difference that counts as better, at least 0.</summary>
    public double MinDelta { get; init; }

    /// <summary>The training ends after so many epochs without a better figure; 0 and 1 end it at the first.</summary>
    public int Patience { get; init; }

    /// <summary>
    /// Which value is the better one; null for the higher of accuracies, precision, recall and F1, and the lower of
    /// everything else.
    /// </summary>
    public Goal? Goal { get; init; }

    /// <summary>Only a figure better than this one resets the patience; null for none.</summary>
    public double? Baseline { get; init; }

    /// <summary>
    /// Whether the networks get the weights of the best epoch back when the training ends, whatever ended it.
    /// </summary>
    public bool RestoreBestWeights { get; init; }

    /// <summary>Epochs at the start that are not looked at.</summary>
    public int StartFromEpoch { get; init; }

    /// <summary>The epoch with the best figure, from 0; −1 before there was one.</summary>
    public int BestEpoch { get; private set; } = -1;

    /// <summary>The epoch after which the training was ended; −1 if it was not.</summary>
    public int StoppedEpoch { get; private set; } = -1;

    /// <inheritdoc/>
    public override bool ShouldStop => StoppedEpoch >= 0;

    /// <inheritdoc/>
    public override void OnStart(TrainingPlan plan)
    {
        _monitor = new Monitor(metric, Goal, MinDelta);
        _monitor.Begin(plan);
        _best = RestoreBestWeights ? new WeightCopy(plan.Learners) : null;
        (BestEpoch, StoppedEpoch, _epochsWithout) = (-1, -1, 0);
    }

    /// <inheritdoc/>
    public override void OnEpoch(int epoch, ReadOnlySpan<double> means)
    {
        if (epoch < StartFromEpoch)
        {
            return;
        }
        double value = _monitor!.ValueOf(means);
        _epochsWithout++;
        if (_monitor.Improves(value))
        {
            BestEpoch = epoch;
            _best?.Take();
            if (Baseline is not { } baseline || _monitor.IsBetter(value, baseline))
            {
                _epochsWithout = 0;
            }
        }
        if (_epochsWithout > 0 && _epochsWithout >= Patience)
        {
            StoppedEpoch = epoch;
        }
    }

    /// <inheritdoc/>
    public override void OnEnd()
    {
        if (BestEpoch >= 0)
        {
            _best?.PutBack();
        }
    }

    /// <inheritdoc/>
    public override void Save(TrainingState state)
    {
        state.Write("best", [_monitor?.Best ?? 0]);
        state.Write("bestEpoch", BestEpoch);
        state.Write("stoppedEpoch", StoppedEpoch);
        state.Write("epochsWithout", _epochsWithout);
        _best?.Save(state.Scope("weights"));
    }

    /// <inheritdoc/>
    public override void Restore(TrainingState state)
    {
        _monitor?.Best = state.ReadDoubles("best", 1)[0];
        (BestEpoch, StoppedEpoch) = ((int)state.ReadLong("bestEpoch"), (int)state.ReadLong("stoppedEpoch"));
        _epochsWithout = (int)state.ReadLong("epochsWithout");
        _best?.Restore(state.Scope("weights"));
    }
}
