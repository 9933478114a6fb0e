namespace Scratch.Optimizers.Schedules;

/// <summary>Stairs: η, times a factor after every so many epochs.</summary>
/// <param name="learningRate">η, the first rate.</param>
/// <param name="epochs">The length of a stair, at least 1.</param>
/// <param name="factor">The ratio of two stairs, at least 0.</param>
/// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
public sealed class StepSchedule(float learningRate, int epochs, float factor = 0.1f) : Schedule
{
    private readonly int _epochs = Require.Positive(epochs, nameof(epochs));
    private readonly float _factor = Require.NotNegative(factor, nameof(factor));

    /// <inheritdoc/>
    public override float RateAt(long step, int epoch, long totalSteps) =>
        (float)(learningRate * Math.Pow(_factor, epoch / _epochs));
}
