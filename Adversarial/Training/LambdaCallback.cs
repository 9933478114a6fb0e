namespace Scratch.Adversarial.Training;

/// <summary>Hears of an update.</summary>
public delegate void StepAction(in StepContext context, ReadOnlySpan<float> metrics);

/// <summary>Hears of the end of an epoch.</summary>
public delegate void EpochAction(int epoch, ReadOnlySpan<double> means);

/// <summary>A callback of functions, for what is not worth a class.</summary>
public sealed class LambdaCallback : TrainingCallback
{
    /// <summary>Called at the start.</summary>
    public Action<TrainingPlan>? Start { get; init; }

    /// <summary>Called after every update.</summary>
    public StepAction? Step { get; init; }

    /// <summary>Called after every epoch.</summary>
    public EpochAction? Epoch { get; init; }

    /// <summary>Called at the end.</summary>
    public Action? End { get; init; }

    /// <summary>Asked after every update whether the training should end.</summary>
    public Func<bool>? Stop { get; init; }

    /// <inheritdoc/>
    public override bool ShouldStop => Stop?.Invoke() == true;

    /// <inheritdoc/>
    public override void OnStart(TrainingPlan plan) => Start?.Invoke(plan);

    /// <inheritdoc/>
    public override void OnStep(in StepContext context, ReadOnlySpan<float> metrics) => Step?.Invoke(context, metrics);

    /// <inheritdoc/>
    public override void OnEpoch(int epoch, ReadOnlySpan<double> means) => Epoch?.Invoke(epoch, means);

    /// <inheritdoc/>
    public override void OnEnd() => End?.Invoke();
}
