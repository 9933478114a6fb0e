namespace Scratch.Optimizers.Schedules;

/// <summary>
/// η, times a factor whenever a figure that is watched has not become better for some time. Its order of counting is
/// PyTorch's.
/// </summary>
/// <remarks>Whoever measures the figure, mostly once an epoch, tells it by <see cref="Observe"/>.</remarks>
public sealed class ReduceOnPlateauSchedule : Schedule
{
    private const int Rate = 0, Best = 1, Bad = 2, Resting = 3; // of the scalars

    private readonly Goal _goal;
    private readonly double _factor;
    private readonly int _patience;
    private readonly double _threshold;
    private readonly double _lowest;
    private readonly double[] _scalars;

    /// <summary>A schedule that starts at η.</summary>
    /// <param name="learningRate">η, at least 0.</param>
    /// <param name="goal">Which figures are better.</param>
    /// <param name="factor">The ratio of two rates, in [0, 1).</param>
    /// <param name="patience">The observations in a row that may be no better, at least 0: one more lowers the
    /// rate.</param>
    /// <param name="threshold">The share of the best figure by which a better one must differ, in [0, 1).</param>
    /// <param name="lowest">The rate that is not gone below, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public ReduceOnPlateauSchedule(
        float learningRate, Goal goal = Goal.Lowest, float factor = 0.1f, int patience = 10, float threshold = 1e-4f,
            float lowest = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(patience);
        (_goal, _patience) = (goal, patience);
        _factor = Require.Fraction(factor, nameof(factor));
        _threshold = Require.Fraction(threshold, nameof(threshold));
        _lowest = Require.NotNegative(lowest, nameof(lowest));
        double worst = goal == Goal.Lowest ? double.PositiveInfinity : double.NegativeInfinity;
        _scalars = [Require.NotNegative(learningRate, nameof(learningRate)), worst, 0, 0];
    }

    /// <summary>The observations after a lower rate that don't count against it, at least 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public int Rest
    {
        get;
        init => field = value >= 0 ? value
            : throw new ArgumentOutOfRangeException(nameof(Rest), value, "The number of observations is at least 0.");
    }

    /// <summary>
    /// The smallest difference that counts as better, beside the share that is the threshold; at least 0.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The difference is negative.</exception>
    public double MinDelta
    {
        get;
        init => field = value >= 0 ? value
            : throw new ArgumentOutOfRangeException(nameof(MinDelta), value, "The difference is at least 0.");
    }

    /// <summary>
    /// Four numbers: the rate, the best figure, how many were no better since, and how many still don't count.
    /// </summary>
    public override Span<double> Scalars => _scalars;

    /// <inheritdoc/>
    public override float RateAt(long step, int epoch, long totalSteps) => (float)_scalars[Rate];

    /// <summary>Takes notice of a figure. One that is NaN is no better than any.</summary>
    public void Observe(double figure)
    {
        if (IsBetter(figure))
        {
            _scalars[Best] = figure;
            _scalars[Bad] = 0;
        }
        else
        {
            _scalars[Bad]++;
        }
        if (_scalars[Resting] > 0)
        {
            _scalars[Resting]--;
            _scalars[Bad] = 0;
        }
        if (_scalars[Bad] > _patience)
        {
            _scalars[Rate] = Math.Max(_scalars[Rate] * _factor, _lowest);
            _scalars[Resting] = Rest;
            _scalars[Bad] = 0;
        }
    }

    private bool IsBetter(double figure)
    {
        double best = _scalars[Best], margin = double.IsFinite(best) ? (_threshold * Math.Abs(best)) + MinDelta : 0;
        return _goal == Goal.Lowest ? figure < best - margin : figure > best + margin;
    }
}
