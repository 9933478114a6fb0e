namespace Scratch.Optimizers.Schedules;

/// <summary>The learning rate as a function of the position in the training.</summary>
public abstract class Schedule
{
    /// <summary>The rate for one update.</summary>
    /// <param name="step">Updates before this one, from 0.</param>
    /// <param name="epoch">Passes over the data before this one, from 0.</param>
    /// <param name="totalSteps">All updates of the training.</param>
    public abstract float RateAt(long step, int epoch, long totalSteps);

    /// <summary>
    /// What the rate depends on beside the position: live numbers, in the order that the schedule documents; mostly
    /// none.
    /// </summary>
    public virtual Span<double> Scalars => [];
}
