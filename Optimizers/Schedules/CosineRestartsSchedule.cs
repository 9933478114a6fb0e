namespace Scratch.Optimizers.Schedules;

/// <summary>
/// From η down along half a cosine, again and again: η₀ + ½ (η − η₀) (1 + cos πx), x the share of the period that is
/// done. Loshchilov and Hutter 2017, equation 5.
/// </summary>
/// <param name="learningRate">η, the highest rate.</param>
/// <param name="firstPeriod">The steps of the first period, at least 1.</param>
/// <param name="factor">The ratio of the lengths of two periods, a whole number of at least 1.</param>
/// <param name="lowest">η₀, the rate at the end of a period, at least 0.</param>
/// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
public sealed class CosineRestartsSchedule(float learningRate, int firstPeriod, int factor = 1, float lowest = 0)
    : Schedule
{
    private readonly int _firstPeriod = Require.Positive(firstPeriod, nameof(firstPeriod));
    private readonly int _factor = Require.Positive(factor, nameof(factor));
    private readonly float _lowest = Require.NotNegative(lowest, nameof(lowest));

    /// <inheritdoc/>
    public override float RateAt(long step, int epoch, long totalSteps)
    {
        long period = _firstPeriod, done = step;
        if (_factor == 1)
        {
            done %= period;
        }
        while (done >= period)
        {
            done -= period;
            period *= _factor;
        }
        return (float)(_lowest + (0.5 * (learningRate - _lowest) * (1 + Math.Cos(Math.PI * done / period))));
    }
}
