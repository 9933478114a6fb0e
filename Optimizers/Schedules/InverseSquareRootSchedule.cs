namespace Scratch.Optimizers.Schedules;

/// <summary>η / √t, t the epoch from 1 on: the article's adaptive rate, with η = 1 there.</summary>
/// <param name="learningRate">η, the rate of the first epoch.</param>
public sealed class InverseSquareRootSchedule(float learningRate) : Schedule
{
    /// <inheritdoc/>
    public override float RateAt(long step, int epoch, long totalSteps) => learningRate / MathF.Sqrt(epoch + 1);
}
