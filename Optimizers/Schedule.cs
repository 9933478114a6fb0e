namespace Scratch.Optimizers;

/// <summary>The learning rate as a function of the position in the training.</summary>
public abstract class Schedule
{
    /// <summary>The rate for one update.</summary>
    /// <param name="step">Updates before this one, from 0.</param>
    /// <param name="epoch">Passes over the data before this one, from 0.</param>
    /// <param name="totalSteps">All updates of the training.</param>
    public abstract float RateAt(long step, int epoch, long totalSteps);
}

/// <summary>η, always.</summary>
/// <param name="learningRate">η.</param>
public sealed class ConstantSchedule(float learningRate) : Schedule
{
    /// <inheritdoc/>
    public override float RateAt(long step, int epoch, long totalSteps) => learningRate;
}

/// <summary>η / √t, t the epoch from 1 on: the article's adaptive rate, with η = 1 there.</summary>
/// <param name="learningRate">η, the rate of the first epoch.</param>
public sealed class InverseSquareRootSchedule(float learningRate) : Schedule
{
    /// <inheritdoc/>
    public override float RateAt(long step, int epoch, long totalSteps) => learningRate / MathF.Sqrt(epoch + 1);
}

/// <summary>
/// Up in a straight line to η, then down to zero along half a cosine: ½ η (1 + cos πx). Loshchilov and Hutter 2017, without restarts.
/// </summary>
/// <param name="learningRate">η, the highest rate.</param>
/// <param name="warmUp">The share of all steps that go up, in [0, 1).</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="warmUp"/> is out of its range.</exception>
public sealed class CosineSchedule(float learningRate, float warmUp = 0) : Schedule
{
    private readonly float _warmUp = warmUp is >= 0 and < 1
        ? warmUp
        : throw new ArgumentOutOfRangeException(nameof(warmUp), warmUp, "The share lies in [0, 1).");

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
