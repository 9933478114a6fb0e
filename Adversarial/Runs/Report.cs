using Scratch.Adversarial.Attacks;
using Scratch.Adversarial.Evaluation;

namespace Scratch.Adversarial.Runs;

/// <summary>One training of a run.</summary>
/// <param name="Stage">Its name.</param>
/// <param name="Epochs">Passes over the training part.</param>
/// <param name="Steps">Updates.</param>
/// <param name="Seconds">Wall-clock time.</param>
/// <param name="Metrics">The means of its figures over the last epoch.</param>
public sealed record StageReport(string Stage, int Epochs, long Steps, double Seconds, IReadOnlyDictionary<string, double> Metrics);

/// <summary>How well one class was told from the others.</summary>
/// <param name="Class">The class.</param>
/// <param name="Examples">How many examples of it there are.</param>
/// <param name="Recall">Of them, the share that was found.</param>
/// <param name="Precision">Of the examples predicted to be of it, the share that is.</param>
/// <param name="F1">The harmonic mean of the two.</param>
public sealed record ClassReport(int Class, int Examples, double Recall, double Precision, double F1);

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

    /// <summary>RobustCorrect / examples.</summary>
    public required double RobustAccuracy { get; init; }

    /// <summary>The mean of the classes' recall.</summary>
    public required double Recall { get; init; }

    /// <summary>The mean of the classes' precision.</summary>
    public required double Precision { get; init; }

    /// <summary>The mean of the classes' F1.</summary>
    public required double F1 { get; init; }

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
            Classes = [.. classes.Select(c => new ClassReport(c, confusion.Actual(c), confusion.Recall(c), confusion.Precision(c), confusion.F1(c)))],
            Confusion = [.. classes.Select(actual => classes.Select(predicted => confusion[actual, predicted]).ToArray())],
        };
    }
}

/// <summary>What a run came to: <c>report.json</c>.</summary>
public sealed record Report
{
    /// <summary>The command that repeats it.</summary>
    public string Command { get; init; } = "";

    /// <summary>The version of Scratch.</summary>
    public required string Version { get; init; }

    /// <summary>The preset that it started from.</summary>
    public required string Preset { get; init; }

    /// <summary>The data set.</summary>
    public required string Data { get; init; }

    /// <summary>The seed.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Examples that were trained on.</summary>
    public required int TrainingExamples { get; init; }

    /// <summary>Examples split off for choices.</summary>
    public required int ValidationExamples { get; init; }

    /// <summary>Examples of the test set.</summary>
    public required int TestExamples { get; init; }

    /// <summary>The threads that were used; the results don't depend on them.</summary>
    public required int Threads { get; init; }

    /// <summary>The instruction set, which the last bits of the results do depend on.</summary>
    public required string InstructionSet { get; init; }

    /// <summary>The attack of the robust accuracy: on the logits, with inputs in [0, 1].</summary>
    public required AttackOptions Attack { get; init; }

    /// <summary>The classifier, on the test set; null if the run has none.</summary>
    public ClassifierReport? Classifier { get; init; }

    /// <summary>The same network trained on real examples alone with as many updates, on the test set; null if the run has none.</summary>
    public ClassifierReport? Baseline { get; init; }

    /// <summary>The classifier, on the validation part.</summary>
    public ClassifierReport? Validation { get; init; }

    /// <summary>What the guard against a collapse of the generator saw; null without one.</summary>
    public GuardReport? Guard { get; init; }

    /// <summary>The trainings, in order.</summary>
    public IReadOnlyList<StageReport> Stages { get; init; } = [];

    /// <summary>Wall-clock time of the whole run, evaluation included.</summary>
    public double Seconds { get; init; }
}
