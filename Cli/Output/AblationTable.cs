namespace Scratch.Cli.Output;

/// <summary>An ablation as a table for a terminal, in percent and percentage points.</summary>
internal static class AblationTable
{
    public static void Write(TextWriter writer, AblationReport report)
    {
        var table = new TextTable(
            $"{report.Options.Data}: {report.TestExamples} test examples, {report.Options.Seeds.Count} seeds, "
                + $"{report.Steps} updates each",
            "trained on", "rate", "accuracy", "to real only", "under attack", "to real only");
        foreach (ArmReport arm in report.Arms)
        {
            table.Add(
                arm.Name,
                arm.LearningRate.ToString(CultureInfo.InvariantCulture),
                Percent(arm.Accuracy.Mean),
                Points(arm.Gain),
                Percent(arm.RobustAccuracy.Mean),
                Points(arm.RobustGain));
        }
        table.Write(writer);
        writer.WriteLine("Means over the seeds; differences are taken seed by seed, in points, with 95 % intervals by "
            + "Student's t.");
    }

    /// <summary>A difference in points, such as <c>+0.31 ± 0.12</c>.</summary>
    public static string Points(StudentInterval? difference) => difference is null
        ? ""
        : string.Create(CultureInfo.InvariantCulture,
            $"{100 * difference.Mean:+0.00;-0.00} ± {100 * difference.Half:0.00}");

    private static string Percent(double share) => share.ToString("0.00 %", CultureInfo.InvariantCulture);
}
