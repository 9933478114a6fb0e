namespace Scratch.Adversarial.Training.Callbacks;

/// <summary>
/// Keeps a <see cref="WeightAverage"/> of all that learns, of the weights and of the running statistics, and puts it in
/// their place while figures are taken and at the end. Polyak and Juditsky 1992; as an exponential average: Tarvainen
/// and Valpola 2017.
/// </summary>
/// <remarks>
/// List it before callbacks that keep weights, such as <see cref="EarlyStopping"/> and <see cref="ModelCheckpoint"/>:
/// they then see the average.
/// </remarks>
/// <param name="decay">β, in [0, 1).</param>
public sealed class WeightAveraging(float decay = 0.99f) : TrainingCallback
{
    private IReadOnlyList<Learner> _learners = [];
    // an array: going through an interface would allocate at every step
    private (WeightAverage Parameters, WeightAverage State)[] _averages = [];

    /// <summary>Whether validation and the figures of every epoch are taken with the average.</summary>
    public bool SwapOnEpoch { get; init; } = true;

    /// <summary>Whether the training leaves the average in the networks.</summary>
    public bool SwapAtEnd { get; init; } = true;

    /// <summary>Whose weights are averaged, by the names of the plan's learners; all of them if it is empty.</summary>
    public IReadOnlyList<string> Networks { get; init; } = [];

    /// <summary>
    /// Updates at the start that are not averaged: the average then begins with the weights as they are.
    /// </summary>
    public long StartFromStep { get; init; }

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">The decay is out of its range.</exception>
    public override void OnStart(TrainingPlan plan)
    {
        if (Networks.FirstOrDefault(name => plan.Learners.All(learner => learner.Name != name)) is { } unknown)
        {
            throw new ArgumentException(
                $"Stage {plan.Stage} has no '{unknown}' to average; it has "
                + $"{string.Join(", ", plan.Learners.Select(learner => learner.Name))}.");
        }
        _learners = [.. plan.Learners.Where(learner => Networks.Count == 0 || Networks.Contains(learner.Name))];
        _averages = [.. _learners.Select(learner =>
            (new WeightAverage(learner.Network.Parameters, decay), new WeightAverage(learner.Network.State, decay)))];
    }

    /// <inheritdoc/>
    public override void OnStep(in StepContext context, ReadOnlySpan<float> metrics)
    {
        foreach ((WeightAverage parameters, WeightAverage state) in _averages)
        {
            if (context.Step < StartFromStep)
            {
                parameters.Restore(0); // an average that begins is the weights
                state.Restore(0);
            }
            parameters.Update();
            state.Update();
        }
    }

    /// <inheritdoc/>
    public override void OnEpochEnding() => SwapIf(SwapOnEpoch);

    /// <inheritdoc/>
    public override void OnEpochEnded() => SwapIf(SwapOnEpoch);

    /// <inheritdoc/>
    public override void OnEnd() => SwapIf(SwapAtEnd);

    /// <inheritdoc/>
    public override void Save(TrainingState state)
    {
        for (int i = 0; i < _averages.Length; i++)
        {
            (WeightAverage parameters, WeightAverage running) = _averages[i];
            TrainingState own = state.Scope(_learners[i].Name);
            own.Write("steps", parameters.Steps);
            own.WriteLike(_learners[i].Network, parameters.Moments[0].Block, running.Moments[0].Block);
        }
    }

    /// <inheritdoc/>
    public override void Restore(TrainingState state)
    {
        for (int i = 0; i < _averages.Length; i++)
        {
            (WeightAverage parameters, WeightAverage running) = _averages[i];
            TrainingState own = state.Scope(_learners[i].Name);
            own.ReadLike(_learners[i].Network, parameters.Moments[0].Block, running.Moments[0].Block);
            parameters.Restore(own.ReadCount("steps"));
            running.Restore(own.ReadCount("steps"));
        }
    }

    private void SwapIf(bool wanted)
    {
        foreach ((WeightAverage parameters, WeightAverage state) in wanted ? _averages : [])
        {
            parameters.Swap();
            state.Swap();
        }
    }
}
