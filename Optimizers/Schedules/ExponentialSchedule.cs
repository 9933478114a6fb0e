namespace Scratch.Optimizers.Schedules;

/// <summary>η, times a factor after every epoch.</summary>
/// <param name="learningRate">η, the first rate.</param>
/// <param name="factor">The ratio of two epochs, at least 0.</param>
/// <exception cref="ArgumentOutOfRangeException">The factor is out of its range.</exception>
public sealed class ExponentialSchedule(float learningRate, float factor) : Schedule
{
    private readonly float _factor = Require.NotNegative(factor, nameof(factor));

    /// <inheritdoc/>
    public override float RateAt(long step, int epoch, long totalSteps) =>
        (float)(learningRate * Math.Pow(_factor, epoch));
}
