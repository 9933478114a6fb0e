namespace Scratch.Adversarial.Runs.Ablation;

/// <summary>The figures of one classifier.</summary>
/// <param name="Accuracy">The share that it gets right.</param>
/// <param name="RobustAccuracy">The share that it gets right both as it is and under attack.</param>
internal sealed record AblationFigures(double Accuracy, double RobustAccuracy);

/// <summary>What one arm came to.</summary>
/// <param name="Name">The arm.</param>
/// <param name="LearningRate">The rate that was best, on the validation part, in the mean over the seeds of both
/// accuracies.</param>
/// <param name="Seeds">On the test set, by seed.</param>
/// <param name="Accuracy">The mean over the seeds.</param>
/// <param name="RobustAccuracy">The mean over the seeds, under attack.</param>
internal sealed record ArmReport(
    string Name, float LearningRate, IReadOnlyList<AblationFigures> Seeds, StudentInterval Accuracy,
    StudentInterval RobustAccuracy)
{
    /// <summary>The differences to the first arm, seed by seed; null for that arm itself.</summary>
    public StudentInterval? Gain { get; init; }

    /// <summary>The differences under attack; null likewise.</summary>
    public StudentInterval? RobustGain { get; init; }

    internal static ArmReport From(
        string name, float rate, IReadOnlyList<AblationFigures> seeds, IReadOnlyList<AblationFigures>? than) =>
        new(name, rate, seeds, StudentInterval.From([.. seeds.Select(s => s.Accuracy)]),
            StudentInterval.From([.. seeds.Select(s => s.RobustAccuracy)]))
        {
            Gain = than is null ? null : StudentInterval.From([.. seeds.Zip(than, (a, b) => a.Accuracy - b.Accuracy)]),
            RobustGain = than is null ? null
                : StudentInterval.From([.. seeds.Zip(than, (a, b) => a.RobustAccuracy - b.RobustAccuracy)]),
        };
}

/// <summary>What an ablation came to.</summary>
/// <param name="Options">What was compared.</param>
/// <param name="TrainingExamples">What was learned from.</param>
/// <param name="ValidationExamples">What rates were chosen by.</param>
/// <param name="TestExamples">What the figures are of.</param>
/// <param name="Steps">The updates of every classifier.</param>
/// <param name="Attack">The attack that robust accuracy is measured under.</param>
internal sealed record AblationReport(
    AblationOptions Options, int TrainingExamples, int ValidationExamples, int TestExamples, int Steps,
        AttackOptions Attack)
{
    /// <summary>Real examples alone first.</summary>
    public required IReadOnlyList<ArmReport> Arms { get; init; }
}

/// <summary>The JSON forms of an ablation, generated at compile time.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web, WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(ShortestNumbers)])]
[JsonSerializable(typeof(AblationOptions))]
[JsonSerializable(typeof(AblationFigures))]
[JsonSerializable(typeof(AblationReport))]
internal sealed partial class AblationJson : JsonSerializerContext;
