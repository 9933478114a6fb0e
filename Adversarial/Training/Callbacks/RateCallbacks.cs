namespace Scratch.Adversarial.Training.Callbacks;

/// <summary>Multiplies the learning rates by a function of the epoch.</summary>
/// <param name="factor">The factor for an epoch, from 0; at least 0.</param>
public sealed class RateByEpoch(Func<int, float> factor) : TrainingCallback
{
    private float _factor = 1;

    /// <inheritdoc/>
    public override float RateFactor => _factor;

    /// <inheritdoc/>
    public override void OnStart(TrainingPlan plan) => _factor = factor(0);

    /// <inheritdoc/>
    public override void OnEpoch(int epoch, ReadOnlySpan<double> means) => _factor = factor(epoch + 1);

    /// <inheritdoc/>
    public override void Save(TrainingState state) => state.Write("factor", [_factor]);

    /// <inheritdoc/>
    public override void Restore(TrainingState state) => _factor = (float)state.ReadDoubles("factor", 1)[0];
}

/// <summary>
/// Lowers the learning rates when a figure has stopped getting better: a <see cref="ReduceOnPlateauSchedule"/> of
/// factors.
/// </summary>
/// <param name="metric">One of the plan's <see cref="TrainingPlan.EpochMetrics"/>.</param>
public sealed class ReduceOnPlateau(string metric = "val_loss") : TrainingCallback
{
    private Monitor? _monitor;
    private ReduceOnPlateauSchedule? _factors;

    /// <summary>What the rates are multiplied by each time, in (0, 1).</summary>
    public float Factor { get; init; } = 0.1f;

    /// <summary>
    /// The rates fall after so many epochs without a better figure; 0 and 1 let them fall at the first.
    /// </summary>
    public int Patience { get; init; } = 10;

    /// <summary>The smallest difference that counts as better.</summary>
    public double MinDelta { get; init; } = 1e-4;

    /// <summary>
    /// Which value is the better one; null for the higher of accuracies, precision, recall and F1, and the lower of
    /// everything else.
    /// </summary>
    public Goal? Goal { get; init; }

    /// <summary>Epochs after each fall in which none is counted.</summary>
    public int Cooldown { get; init; }

    /// <summary>The rates fall to no less than this share of what they were, in [0, 1].</summary>
    public float MinFactor { get; init; }

    /// <inheritdoc/>
    public override float RateFactor => _factors?.RateAt(0, 0, 0) ?? 1;

    /// <inheritdoc/>
    public override void OnStart(TrainingPlan plan)
    {
        if (!(Factor is > 0 and < 1))
        {
            throw new ArgumentException($"The factor is {Factor}; expected a number in (0, 1).");
        }
        _monitor = new Monitor(metric, Goal, MinDelta);
        _monitor.Begin(plan);
        _factors = new ReduceOnPlateauSchedule(
            1, _monitor.Goal, Factor, Math.Max(0, Patience - 1), threshold: 0, lowest: MinFactor)
        {
            Rest = Cooldown,
            MinDelta = MinDelta,
        };
    }

    /// <inheritdoc/>
    public override void OnEpoch(int epoch, ReadOnlySpan<double> means) => _factors!.Observe(_monitor!.ValueOf(means));

    /// <inheritdoc/>
    public override void Save(TrainingState state) => state.Write("factors", _factors is null ? [] : _factors.Scalars);

    /// <inheritdoc/>
    public override void Restore(TrainingState state)
    {
        if (_factors is not null)
        {
            state.ReadDoubles("factors", _factors.Scalars.Length).CopyTo(_factors.Scalars);
        }
    }
}
