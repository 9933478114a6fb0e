namespace Scratch.Adversarial.Training.Callbacks;

/// <summary>
/// Keeps an exponential moving average of the weights, average = d · average + (1 − d) · weights after every update, and puts it in
/// their place while figures are taken and at the end. Polyak and Juditsky 1992; as an exponential average: Tarvainen and Valpola 2017.
/// </summary>
/// <remarks>
/// List it before callbacks that keep weights, such as <see cref="EarlyStopping"/> and <see cref="ModelCheckpoint"/>: they then see the average.
/// </remarks>
/// <param name="decay">d, in [0, 1).</param>
public sealed class WeightAveraging(float decay = 0.99f) : TrainingCallback
{
    private WeightCopy? _average;

    /// <summary>Whether validation and the figures of every epoch are taken with the average.</summary>
    public bool SwapOnEpoch { get; init; } = true;

    /// <summary>Whether the training leaves the average in the networks.</summary>
    public bool SwapAtEnd { get; init; } = true;

    /// <summary>Whose weights are averaged, by the names of the plan's learners; all of them if it is empty.</summary>
    public IReadOnlyList<string> Networks { get; init; } = [];

    /// <summary>Updates at the start that are not averaged: the average then begins with the weights as they are.</summary>
    public long StartFromStep { get; init; }

    /// <inheritdoc/>
    public override void OnStart(TrainingPlan plan)
    {
        if (!(decay is >= 0 and < 1))
        {
            throw new ArgumentException($"The decay is {decay}; expected a number in [0, 1).");
        }
        if (Networks.FirstOrDefault(name => plan.Learners.All(learner => learner.Name != name)) is { } unknown)
        {
            throw new ArgumentException($"Stage {plan.Stage} has no '{unknown}' to average; it has {string.Join(", ", plan.Learners.Select(learner => learner.Name))}.");
        }
        _average = new WeightCopy([.. plan.Learners.Where(learner => Networks.Count == 0 || Networks.Contains(learner.Name))]);
    }

    /// <inheritdoc/>
    public override void OnStep(in StepContext context, ReadOnlySpan<float> metrics) => _average!.Approach(context.Step < StartFromStep ? 1 : 1 - decay);

    /// <inheritdoc/>
    public override void OnEpochEnding() => SwapIf(SwapOnEpoch);

    /// <inheritdoc/>
    public override void OnEpochEnded() => SwapIf(SwapOnEpoch);

    /// <inheritdoc/>
    public override void OnEnd() => SwapIf(SwapAtEnd);

    /// <inheritdoc/>
    public override void Save(TrainingState state) => _average?.Save(state);

    /// <inheritdoc/>
    public override void Restore(TrainingState state) => _average?.Restore(state);

    private void SwapIf(bool wanted)
    {
        if (wanted)
        {
            _average!.Swap();
        }
    }
}
