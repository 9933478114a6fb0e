namespace Scratch.Cli.Output;

/// <summary>Robustness, its audit and corruptions as tables for a terminal.</summary>
internal static class RobustnessTables
{
    /// <summary>All that a classifier's report has of them.</summary>
    public static void Write(TextWriter writer, ClassifierReport report)
    {
        if (report.Robustness is { } robustness)
        {
            Write(writer, robustness);
        }
        if (report.Corruptions is { } corruptions)
        {
            Write(writer, corruptions);
        }
    }

    /// <summary>The attacks at every radius, the nearest adversarial examples, and the audit.</summary>
    public static void Write(TextWriter writer, RobustnessReport report)
    {
        bool tellsApart = report.Bounds == "crown"
            && report.Radii.All(radius => radius.CertifiedByIntervals is not null);
        var table = new TextTable(
            Title(report),
            [
                "epsilon",
                .. report.Radii[0].Attacks.Select(attack => attack.Attack),
                "worst case",
                .. tellsApart ? ["certified (intervals)"] : Array.Empty<string>(),
                .. report.Bounds is { } bounds ? [$"certified ({bounds})"] : Array.Empty<string>(),
            ]);
        foreach (RadiusReport radius in report.Radii)
        {
            table.Add(
            [
                Number(radius.Epsilon),
                .. radius.Attacks.Select(attack => Percent(attack.RobustAccuracy)),
                Percent(radius.RobustAccuracy),
                .. tellsApart ? [Percent(radius.CertifiedByIntervals!.Value)] : Array.Empty<string>(),
                .. radius.CertifiedAccuracy is { } certified ? [Percent(certified)] : Array.Empty<string>(),
            ]);
        }
        table.Write(writer);
        foreach (DistanceReport distance in report.Distances)
        {
            string median = distance.Median is { } found ? Number(found) : "none";
            writer.WriteLine($"{distance.Attack}: median distance {median} ({distance.Norm}), found for "
                + $"{Percent(distance.Found)}.");
        }
        WriteAudit(writer, "audit", report);
    }

    /// <summary>Whether the figures can be believed; where not, why.</summary>
    public static void WriteAudit(TextWriter writer, string name, RobustnessReport? report)
    {
        if (report is null)
        {
            return;
        }
        AuditReport audit = report.Audit;
        writer.WriteLine(audit.Passed
            ? $"{name}: {audit.Checks.Count} checks of the attacks passed, on {audit.Examples} examples"
                + (audit.Caution is { } caution ? $"; {caution}." : ".")
            : $"{name}: NOT shown to be robust, whatever the accuracy under attack:");
        foreach (string reason in audit.Reasons)
        {
            writer.WriteLine($"  - {reason}");
        }
    }

    private static void Write(TextWriter writer, CorruptionReport report)
    {
        var table = new TextTable(
            "accuracy on corrupted examples, by severity", "", "1", "2", "3", "4", "5", "mean");
        foreach (CorruptionAccuracy kind in report.Kinds)
        {
            table.Add([kind.Name, .. kind.Accuracies.Select(Percent), Percent(kind.Mean)]);
        }
        table.Write(writer);
        writer.WriteLine($"Mean over corruptions and severities: {Percent(report.Mean)}.");
    }

    private static string Title(RobustnessReport report) => report.Audit.Passed
        ? $"accuracy under attack, {Ball(report)}"
        : $"accuracy under attack, {Ball(report)}: the audit failed, this is not robustness";

    private static string Ball(RobustnessReport report) =>
        report.Box is { } box ? $"{report.Norm}, {box}" : report.Norm;

    private static string Percent(double share) => share.ToString("0.00 %", CultureInfo.InvariantCulture);

    private static string Number(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);
}
