namespace Scratch.Adversarial.Training;

/// <summary>Where one update stands in its training.</summary>
/// <param name="Step">Updates before this one, from 0.</param>
/// <param name="Epoch">Passes over the data before this one, from 0.</param>
/// <param name="TotalSteps">All updates of the training.</param>
/// <param name="Rows">The examples of the batch, as row numbers of the data set; empty where batches come from a
/// stream.</param>
/// <param name="Random">The stream of this update.</param>
/// <param name="RateFactor">What the callbacks multiply every learning rate by.</param>
public readonly record struct StepContext(
    long Step, int Epoch, long TotalSteps, ReadOnlyMemory<int> Rows, RandomStream Random, float RateFactor = 1)
{
    /// <summary>
    /// How many examples the figures of the update are means over: those of <see cref="Rows"/>, unless the step says
    /// otherwise when it is done.
    /// </summary>
    public int Examples { get => field > 0 ? field : Rows.Length; init; }

    /// <summary>The share of the training that lies before this update, in [0, 1).</summary>
    public double Progress => (double)Step / TotalSteps;

    /// <summary>The learning rate of this update.</summary>
    public float LearningRate(Schedule schedule) => RateFactor * schedule.RateAt(Step, Epoch, TotalSteps);
}

/// <summary>
/// One update of something that learns: a classifier, an autoencoder, a generator and its discriminator.
/// </summary>
public interface ITrainingStep
{
    /// <summary>The stage of the run that this is, such as <c>prompts</c>.</summary>
    string Stage { get; }

    /// <summary>The names of the figures that <see cref="Run"/> gives.</summary>
    IReadOnlyList<string> Metrics { get; }

    /// <summary>
    /// All that the step changes and needs again in the next update. What it does is a function of these and of its
    /// <see cref="StepContext"/>, so a checkpoint of them is a checkpoint of the training, whatever its kind.
    /// </summary>
    IReadOnlyList<Learner> Learners { get; }

    /// <summary>
    /// How many examples the figures of the last update are means over, so that a short batch counts for less; null for
    /// those of <see cref="StepContext.Rows"/>.
    /// </summary>
    int? Examples => null;

    /// <summary>Makes one update.</summary>
    /// <param name="context">Where it stands, and the examples of its batch.</param>
    /// <param name="metrics">One figure for each name, overwritten: means over the batch, from before the
    /// update.</param>
    void Run(in StepContext context, Span<float> metrics);
}
