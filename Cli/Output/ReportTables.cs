namespace Scratch.Cli.Output;

/// <summary>The figures of a run as tables for a terminal.</summary>
internal static class ReportTables
{
    /// <summary>A finished run: the classifier, if it has one, beside the one trained on real examples alone.</summary>
    public static void Write(TextWriter writer, Report report)
    {
        if (report.Taste is { } taste)
        {
            writer.WriteLine(taste);
        }
        if (report.Classifier is { } classifier)
        {
            WriteClassifiers(writer, report, classifier);
        }
        if (report.ElboReport is { } evidence)
        {
            writer.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"Test set, in nats for an example: -ELBO {evidence.NegativeBound:0.00} ± "
                    + $"{evidence.NegativeBoundError:0.00} ")
                + string.Create(CultureInfo.InvariantCulture,
                    $"(reconstruction {evidence.Reconstruction:0.00}, divergence {evidence.Divergence:0.00}); ")
                + string.Create(CultureInfo.InvariantCulture,
                    $"importance-weighted with {evidence.Draws} draws {evidence.NegativeImportanceBound:0.00}."));
        }
        if (report.Guard is { } guard)
        {
            writer.WriteLine($"{guard.Summary} {guard.LastEpoch}".TrimEnd());
        }
        foreach (string remark in report.DataRemarks ?? [])
        {
            writer.WriteLine(remark);
        }
        foreach (string warning in report.Warnings)
        {
            writer.WriteLine($"Warning: {warning}");
        }
        writer.WriteLine($"{Seconds(report.Seconds)} in all.");
    }

    private static void WriteClassifiers(TextWriter writer, Report report, ClassifierReport classifier)
    {
        var table = new TextTable(
            $"{report.Data}: {TestSet(report)}",
            report.Baseline is null ? ["", "classifier"] : ["", "mixture", "real alone"]);
        AddRow("accuracy", r => r.Accuracy);
        AddRow("accuracy under attack", r => r.RobustAccuracy);
        AddRow("recall (mean of classes)", r => r.Recall);
        AddRow("precision (mean of classes)", r => r.Precision);
        AddRow("F1 (mean of classes)", r => r.F1);
        AddRow("balanced accuracy", r => r.BalancedAccuracy);
        AddRow("calibration error", r => r.Probabilities?.CalibrationError);
        AddRow("accuracy on corrupted examples", r => r.Corruptions?.Mean);
        table.Write(writer);
        writer.WriteLine($"Attack: {Describe(report.Attack)}.");
        WriteMoves(writer, report.Moves);
        RobustnessTables.WriteAudit(writer, report.Baseline is null ? "classifier" : "mixture", classifier.Robustness);
        RobustnessTables.WriteAudit(writer, "real alone", report.Baseline?.Robustness);
        if (report.Baseline is not null)
        {
            writer.WriteLine("Both classifiers had the same network, start and number of updates.");
        }
        if (report.Labels < report.TrainingExamples + report.ValidationExamples)
        {
            writer.WriteLine($"Labels read: {Count(report.Labels)}, of "
                + $"{Count(report.TrainingExamples + report.ValidationExamples)} examples.");
        }

        void AddRow(string name, Func<ClassifierReport, double?> figure) => table.Add(
            [name, PercentOrNone(figure(classifier)), .. report.Baseline is { } baseline
                ? [PercentOrNone(figure(baseline))] : Array.Empty<string>()]);
    }

    /// <summary>What figures of the test set are of.</summary>
    public static string TestSet(Report report) =>
        $"{(report.Taste is null ? "the whole test set" : "a taste of the test set")}, "
        + $"{Count(report.TestExamples)} examples";

    private static void WriteMoves(TextWriter writer, IReadOnlyList<ColumnMove>? moves)
    {
        if (moves is null)
        {
            return;
        }
        var table = new TextTable(
            "How far the attack moves each column, on average", "column", "deviations", "own unit");
        foreach (ColumnMove move in moves)
        {
            table.Add(move.Column, Number(move.Deviations), Number(move.Units));
        }
        table.Write(writer);

        static string Number(double value) => value.ToString("G3", CultureInfo.InvariantCulture);
    }

    /// <summary>One classifier on one data set.</summary>
    public static void Write(TextWriter writer, string data, AttackOptions attack, ClassifierReport report)
    {
        var table = new TextTable(
            $"{data}: the whole test set, {Count(report.Examples)} examples",
            "class", "examples", "recall", "precision", "F1");
        foreach (ClassReport c in report.Classes)
        {
            table.Add(c.Class.ToString(CultureInfo.InvariantCulture), Count(c.Examples), Percent(c.Recall),
                Percent(c.Precision), Percent(c.F1));
        }
        table.Add();
        table.Add("mean", Count(report.Examples), Percent(report.Recall), Percent(report.Precision),
            Percent(report.F1));
        table.Write(writer);
        writer.WriteLine($"Accuracy: {Percent(report.Accuracy)} ({Count(report.Correct)} of "
            + $"{Count(report.Examples)}).");
        WriteProbabilities(writer, report);
        writer.WriteLine($"Under attack: {Percent(report.RobustAccuracy)} ({Count(report.RobustCorrect)}); "
            + $"{Describe(attack)}.");
        RobustnessTables.Write(writer, report);
    }

    private static void WriteProbabilities(TextWriter writer, ClassifierReport report)
    {
        writer.WriteLine($"Balanced accuracy: {Percent(report.BalancedAccuracy)}. Precision, recall and F1 of all "
            + $"decisions together: {Percent(report.Micro)}.");
        if (report.Probabilities is { } p)
        {
            writer.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"Log-loss {p.LogLoss:0.0000}, Brier score {p.BrierScore:0.0000}, calibration error "
                    + $"{p.CalibrationError:0.0000}, ROC AUC {p.RocAuc:0.0000}."));
            writer.WriteLine("The true class is among the first "
                + $"{string.Join(", ", p.TopK.Select(top => $"{top.K}: {Percent(top.Accuracy)}"))}.");
        }
    }

    private static string Describe(AttackOptions attack) => string.Create(
        CultureInfo.InvariantCulture,
        $"PGD on the logits, {attack.Norm}, radius {attack.Epsilon}, {ProjectedGradient.StepsOf(attack)} steps of "
        + $"{ProjectedGradient.StepSizeOf(attack)}"
        + $"{(attack.CornerStart ? ", from a random corner" : attack.RandomStart ? ", random start" : "")}");

    private static string PercentOrNone(double? share) => share is { } given ? Percent(given) : "";

    private static string Percent(double share) => share.ToString("0.00 %", CultureInfo.InvariantCulture);

    private static string Count(int count) => count.ToString("#,0", CultureInfo.InvariantCulture);

    private static string Seconds(double seconds) => string.Create(CultureInfo.InvariantCulture, $"{seconds:0} s");
}
