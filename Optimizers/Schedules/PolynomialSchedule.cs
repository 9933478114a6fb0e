namespace Scratch.Optimizers.Schedules;

/// <summary>Down to zero at the last step: η (1 − x)ᵖ, x the share of all steps that are done.</summary>
/// <param name="learningRate">η, the first rate.</param>
/// <param name="power">p, at least 0; 1 for a straight line.</param>
/// <exception cref="ArgumentOutOfRangeException">The power is out of its range.</exception>
public sealed class PolynomialSchedule(float learningRate, float power = 1) : Schedule
{
    private readonly float _power = Require.NotNegative(power, nameof(power));

    /// <inheritdoc/>
    public override float RateAt(long step, int epoch, long totalSteps) =>
        (float)(learningRate * Math.Pow(1 - Math.Min(1, step / Math.Max(1.0, totalSteps)), _power));
}
