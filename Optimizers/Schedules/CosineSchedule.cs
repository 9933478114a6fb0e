namespace Scratch.Optimizers.Schedules;

/// <summary>
/// Up in a straight line to η, then down to zero along half a cosine: ½ η (1 + cos πx). Loshchilov and Hutter 2017,
/// without restarts.
/// </summary>
/// <param name="learningRate">η, the highest rate.</param>
/// <param name="warmUp">The share of all steps that go up, in [0, 1).</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="warmUp"/> is out of its range.</exception>
public sealed class CosineSchedule(float learningRate, float warmUp = 0) : Schedule
{
    private readonly float _warmUp = Require.Fraction(warmUp, nameof(warmUp));

    /// <inheritdoc/>
    public override float RateAt(long step, int epoch, long totalSteps)
    {
        float upwards = _warmUp * totalSteps;
        if (step < upwards)
        {
            return learningRate * (step + 1) / (upwards + 1);
        }
        float progress = (step - upwards) / Math.Max(1, totalSteps - upwards);
        return 0.5f * learningRate * (1 + MathF.Cos(MathF.PI * Math.Min(1, progress)));
    }
}
