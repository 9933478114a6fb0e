namespace Scratch.Adversarial.Runs.Pipeline;

/// <summary>
/// What every classifier of a run is measured by after every epoch: accuracy on the validation part, and on the first
/// of its examples under attack. Nothing depends on it but the curves of the report.
/// </summary>
/// <param name="classifier">What is measured.</param>
/// <param name="validation">At least one example.</param>
/// <param name="probe">The attack.</param>
internal sealed class ClassifierValidation(Network classifier, Dataset validation, RobustProbe probe) : IValidation
{
    /// <summary>The first figure's name; the second is <see cref="RobustProbe.Figure"/>.</summary>
    public const string Figure = "validation accuracy";

    /// <summary>Called before every measurement: the classifier may be a copy of what is trained.</summary>
    internal Action? Refresh { get; init; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Metrics { get; } = [Figure, .. probe.Metrics];

    /// <inheritdoc/>
    public void Run(Span<double> metrics)
    {
        Refresh?.Invoke();
        metrics[0] = Accuracy.Compute(Evaluator.PredictClasses(classifier, validation), validation.Labels.Span);
        probe.Run(metrics[1..]);
    }
}
