namespace Scratch.Adversarial.Training;

/// <summary>What a training is going to do.</summary>
/// <param name="Stage">The stage of the run.</param>
/// <param name="Metrics">The names of its figures.</param>
/// <param name="Epochs">Passes over the data.</param>
/// <param name="StepsPerEpoch">Updates in each.</param>
public sealed record TrainingPlan(string Stage, IReadOnlyList<string> Metrics, int Epochs, int StepsPerEpoch)
{
    /// <summary>All updates.</summary>
    public long TotalSteps => (long)Epochs * StepsPerEpoch;
}

/// <summary>Looks on while something trains. One kind of callback serves every kind of training.</summary>
public abstract class TrainingCallback
{
    /// <summary>Before the first update.</summary>
    public virtual void OnStart(TrainingPlan plan)
    {
    }

    /// <summary>After an update.</summary>
    public virtual void OnStep(in StepContext context, ReadOnlySpan<float> metrics)
    {
    }

    /// <summary>After a pass over the data.</summary>
    /// <param name="epoch">From 0.</param>
    /// <param name="means">The mean of each figure over the epoch's updates.</param>
    public virtual void OnEpoch(int epoch, ReadOnlySpan<double> means)
    {
    }

    /// <summary>After the last update.</summary>
    public virtual void OnEnd()
    {
    }
}
