namespace Scratch.Adversarial.Training;

/// <summary>What a training is going to do.</summary>
/// <param name="Stage">The stage of the run.</param>
/// <param name="Metrics">The names of its figures.</param>
/// <param name="Epochs">Passes over the data.</param>
/// <param name="StepsPerEpoch">Updates in each.</param>
public sealed record TrainingPlan(string Stage, IReadOnlyList<string> Metrics, int Epochs, int StepsPerEpoch)
{
    /// <summary>
    /// The names of the figures of an epoch: <see cref="Metrics"/>, and behind them those of the validation, if there
    /// is one.
    /// </summary>
    public IReadOnlyList<string> EpochMetrics { get; init; } = Metrics;

    /// <summary>What learns.</summary>
    public IReadOnlyList<Learner> Learners { get; init; } = [];

    /// <summary>All updates.</summary>
    public long TotalSteps => (long)Epochs * StepsPerEpoch;

    /// <summary>Throws unless all ranks that train together have the same networks.</summary>
    /// <exception cref="InvalidDataException">The message names a rank.</exception>
    internal void RequireSameOnAllRanks()
    {
        foreach (Learner learner in Learners)
        {
            learner.RequireSameOnAllRanks(Stage);
        }
    }
}

/// <summary>
/// Looks on while something trains, and may change its rate or end it. One kind of callback serves every kind of
/// training.
/// </summary>
/// <remarks>The callbacks of a training are called in the order in which they were given.</remarks>
public abstract class TrainingCallback
{
    /// <summary>
    /// What every learning rate of the next update is multiplied by; the factors of all callbacks multiply.
    /// </summary>
    public virtual float RateFactor => 1;

    /// <summary>True to end the training. Asked after every update.</summary>
    public virtual bool ShouldStop => false;

    /// <summary>Before the first update, or the first after a resume.</summary>
    public virtual void OnStart(TrainingPlan plan)
    {
    }

    /// <summary>After an update.</summary>
    public virtual void OnStep(in StepContext context, ReadOnlySpan<float> metrics)
    {
    }

    /// <summary>
    /// Before the figures of an epoch are taken. Validation and every <see cref="OnEpoch"/> see the networks as this
    /// leaves them.
    /// </summary>
    public virtual void OnEpochEnding()
    {
    }

    /// <summary>After a pass over the data.</summary>
    /// <param name="epoch">From 0.</param>
    /// <param name="means">One figure for each of <see cref="TrainingPlan.EpochMetrics"/>: means over the epoch's
    /// examples, then the validation's.</param>
    public virtual void OnEpoch(int epoch, ReadOnlySpan<double> means)
    {
    }

    /// <summary>
    /// After every <see cref="OnEpoch"/>: undoes what <see cref="OnEpochEnding"/> did to the networks.
    /// </summary>
    public virtual void OnEpochEnded()
    {
    }

    /// <summary>Another callback has found something that whoever waits for the training should know at once.</summary>
    public virtual void OnWarning(string message)
    {
    }

    /// <summary>After the last update.</summary>
    public virtual void OnEnd()
    {
    }

    /// <summary>Saves what the callback must know to go on after a resume; nothing if it keeps nothing.</summary>
    public virtual void Save(TrainingState state)
    {
    }

    /// <summary>
    /// Gets back what <see cref="Save"/> saved. Within a training it comes after <see cref="OnStart"/>, between two
    /// before it.
    /// </summary>
    /// <exception cref="InvalidDataException">The state is not one that this callback saved.</exception>
    public virtual void Restore(TrainingState state)
    {
    }
}
