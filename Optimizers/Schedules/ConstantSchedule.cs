namespace Scratch.Optimizers.Schedules;

/// <summary>η, always.</summary>
/// <param name="learningRate">η.</param>
public sealed class ConstantSchedule(float learningRate) : Schedule
{
    /// <inheritdoc/>
    public override float RateAt(long step, int epoch, long totalSteps) => learningRate;
}
