namespace Scratch.Optimizers.Schedules;

/// <summary>
/// Up in a straight line to the first rate of another schedule, which then begins. Goyal et al. 2017, section 2.2.
/// </summary>
/// <param name="schedule">What begins after the steps upwards. It counts its steps, not its epochs, from there
/// on.</param>
/// <param name="steps">The steps upwards, at least 0: the first has 1 / (steps + 1) of the rate.</param>
/// <exception cref="ArgumentOutOfRangeException">The number of steps is negative.</exception>
public sealed class WarmUpSchedule(Schedule schedule, int steps) : Schedule
{
    private readonly int _steps = steps >= 0 ? steps
        : throw new ArgumentOutOfRangeException(nameof(steps), steps, "The steps are at least 0.");

    /// <inheritdoc/>
    public override Span<double> Scalars => schedule.Scalars;

    /// <inheritdoc/>
    public override float RateAt(long step, int epoch, long totalSteps) => step < _steps
        ? (float)((step + 1.0) / (_steps + 1) * schedule.RateAt(0, epoch, totalSteps - _steps))
        : schedule.RateAt(step - _steps, epoch, totalSteps - _steps);
}
