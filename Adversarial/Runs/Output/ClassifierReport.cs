namespace Scratch.Adversarial.Runs.Output;

/// <summary>How well one class was told from the others.</summary>
/// <param name="Class">The class.</param>
/// <param name="Examples">How many examples of it there are.</param>
/// <param name="Recall">Of them, the share that was found.</param>
/// <param name="Precision">Of the examples predicted to be of it, the share that is.</param>
/// <param name="F1">The harmonic mean of the two.</param>
public sealed record ClassReport(int Class, int Examples, double Recall, double Precision, double F1);

/// <summary>How often the true class is among those rated highest.</summary>
/// <param name="K">How many of them.</param>
/// <param name="Accuracy">The share of the examples.</param>
public sealed record TopKReport(int K, double Accuracy);

/// <summary>What the logits say beyond the class that they predict.</summary>
/// <param name="LogLoss">The mean of −log p of the true class, in nats: <see cref="Evaluation.LogLoss"/>.</param>
/// <param name="BrierScore">From 0 to 2: <see cref="Evaluation.BrierScore"/>.</param>
/// <param name="CalibrationError">Expected, over 15 bins: <see cref="Evaluation.CalibrationError"/>.</param>
/// <param name="RocAuc">One class against the rest, mean of the classes: <see cref="Evaluation.RocAuc"/>; null where
/// all examples are of one class.</param>
/// <param name="TopK">For a few k.</param>
public sealed record ProbabilityReport(
    double LogLoss, double BrierScore, double CalibrationError, double? RocAuc, IReadOnlyList<TopKReport> TopK)
{
    private static readonly int[] Ks = [2, 3, 5];

    internal static ProbabilityReport From(Matrix logits, ReadOnlySpan<int> labels)
    {
        var probabilities = new ClassProbabilities(logits);
        double area = Evaluation.RocAuc.OneAgainstRest(probabilities, labels);
        var topK = new List<TopKReport>();
        foreach (int k in Ks.Where(k => k < logits.Columns))
        {
            topK.Add(new TopKReport(k, TopKAccuracy.Compute(logits, labels, k)));
        }
        return new ProbabilityReport(
            Evaluation.LogLoss.Compute(logits, labels),
            Evaluation.BrierScore.Compute(probabilities, labels),
            Evaluation.CalibrationError.Compute(probabilities, labels),
            double.IsNaN(area) ? null : area,
            topK);
    }
}

/// <summary>The figures of one classifier on one data set.</summary>
public sealed record ClassifierReport
{
    /// <summary>The number of examples: all of the data set.</summary>
    public required int Examples { get; init; }

    /// <summary>How many are classified rightly.</summary>
    public required int Correct { get; init; }

    /// <summary>Correct / examples.</summary>
    public required double Accuracy { get; init; }

    /// <summary>How many are classified rightly both without attack and under it.</summary>
    public required int RobustCorrect { get; init; }

    /// <summary>RobustCorrect / examples. Whether that is robustness, <see cref="Robustness"/>' audit tells.</summary>
    public required double RobustAccuracy { get; init; }

    /// <summary>The mean of the classes' recall.</summary>
    public required double Recall { get; init; }

    /// <summary>The mean of the classes' precision.</summary>
    public required double Precision { get; init; }

    /// <summary>The mean of the classes' F1.</summary>
    public required double F1 { get; init; }

    /// <summary>The mean recall of the classes that have examples.</summary>
    public double BalancedAccuracy { get; init; }

    /// <summary>
    /// Precision, recall and F1 of all decisions counted together: with one class for each example they are the same
    /// number.
    /// </summary>
    public double Micro { get; init; }

    /// <summary>Figures of the predicted probabilities; null in reports from before they were measured.</summary>
    public ProbabilityReport? Probabilities { get; init; }

    /// <summary>
    /// Accuracy under attack at several radii, and the audit of the attacks; null in reports from before they were
    /// measured.
    /// </summary>
    public RobustnessReport? Robustness { get; init; }

    /// <summary>Accuracy on images that got worse; null where it was not measured.</summary>
    public CorruptionReport? Corruptions { get; init; }

    /// <summary>Accuracy on the words of each speaker; null where examples have none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<SpeakerReport>? Speakers { get; init; }

    /// <summary>The figures of every class.</summary>
    public required IReadOnlyList<ClassReport> Classes { get; init; }

    /// <summary>Rows: the true class. Columns: the predicted one.</summary>
    public required IReadOnlyList<IReadOnlyList<int>> Confusion { get; init; }

    internal static ClassifierReport From(ConfusionMatrix confusion, int robustCorrect)
    {
        int[] classes = [.. Enumerable.Range(0, confusion.Classes)];
        return new ClassifierReport
        {
            Examples = confusion.Total,
            Correct = confusion.Correct,
            Accuracy = confusion.Accuracy,
            RobustCorrect = robustCorrect,
            RobustAccuracy = (double)robustCorrect / confusion.Total,
            Recall = confusion.Macro(confusion.Recall),
            Precision = confusion.Macro(confusion.Precision),
            F1 = confusion.Macro(confusion.F1),
            BalancedAccuracy = confusion.BalancedAccuracy,
            Micro = confusion.Micro,
            Classes = [.. classes.Select(c =>
                new ClassReport(c, confusion.Actual(c), confusion.Recall(c), confusion.Precision(c), confusion.F1(c)))],
            Confusion = [.. classes.Select(
                actual => classes.Select(predicted => confusion[actual, predicted]).ToArray())],
        };
    }
}
