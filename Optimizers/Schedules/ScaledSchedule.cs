namespace Scratch.Optimizers.Schedules;

/// <summary>
/// A multiple of another schedule. Two of them give two networks that train against each other two time scales: Heusel
/// et al. 2017.
/// </summary>
/// <param name="schedule">The other schedule.</param>
/// <param name="factor">The multiple, at least 0.</param>
/// <exception cref="ArgumentOutOfRangeException">The factor is out of its range.</exception>
public sealed class ScaledSchedule(Schedule schedule, float factor) : Schedule
{
    private readonly float _factor = Require.NotNegative(factor, nameof(factor));

    /// <inheritdoc/>
    public override Span<double> Scalars => schedule.Scalars;

    /// <inheritdoc/>
    public override float RateAt(long step, int epoch, long totalSteps) =>
        _factor * schedule.RateAt(step, epoch, totalSteps);
}
