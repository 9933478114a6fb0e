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

/// <summary>Lowers the learning rates when a figure has stopped getting better.</summary>
/// <param name="metric">One of the plan's <see cref="TrainingPlan.EpochMetrics"/>.</param>
public sealed class ReduceOnPlateau(string metric = "val_loss") : TrainingCallback
{
    private Monitor? _monitor;
    private float _rateFactor = 1;
    private int _epochsWithout;
    private int _cooldownLeft;

    /// <summary>What the rates are multiplied by each time, in (0, 1).</summary>
    public float Factor { get; init; } = 0.1f;

    /// <summary>The rates fall after so many epochs without a better figure.</summary>
    public int Patience { get; init; } = 10;

    /// <summary>The smallest difference that counts as better.</summary>
    public double MinDelta { get; init; } = 1e-4;

    /// <summary>Which value is the better one.</summary>
    public Goal Goal { get; init; }

    /// <summary>Epochs after each fall in which none is counted.</summary>
    public int Cooldown { get; init; }

    /// <summary>The rates fall to no less than this share of what they were, in [0, 1].</summary>
    public float MinFactor { get; init; }

    /// <inheritdoc/>
    public override float RateFactor => _rateFactor;

    /// <inheritdoc/>
    public override void OnStart(TrainingPlan plan)
    {
        if (!(Factor is > 0 and < 1))
        {
            throw new ArgumentException($"The factor is {Factor}; expected a number in (0, 1).");
        }
        _monitor = new Monitor(metric, Goal, MinDelta);
        _monitor.Begin(plan);
        (_rateFactor, _epochsWithout, _cooldownLeft) = (1, 0, 0);
    }

    /// <inheritdoc/>
    public override void OnEpoch(int epoch, ReadOnlySpan<double> means)
    {
        bool cooling = _cooldownLeft > 0;
        _cooldownLeft = Math.Max(0, _cooldownLeft - 1);
        if (_monitor!.Improves(_monitor.ValueOf(means)) || cooling)
        {
            _epochsWithout = 0;
            return;
        }
        _epochsWithout++;
        if (_epochsWithout >= Patience)
        {
            _rateFactor = Math.Max(MinFactor, _rateFactor * Factor);
            (_epochsWithout, _cooldownLeft) = (0, Cooldown);
        }
    }

    /// <inheritdoc/>
    public override void Save(TrainingState state) => state.Write("state", [_monitor?.Best ?? 0, _rateFactor, _epochsWithout, _cooldownLeft]);

    /// <inheritdoc/>
    public override void Restore(TrainingState state)
    {
        double[] saved = state.ReadDoubles("state", 4);
        _monitor?.Best = saved[0];
        (_rateFactor, _epochsWithout, _cooldownLeft) = ((float)saved[1], (int)saved[2], (int)saved[3]);
    }
}
