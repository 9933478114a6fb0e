namespace Scratch.Cli.Pages;

/// <summary>The security curve, whether it can be believed, and accuracy on images that got worse.</summary>
internal static class RobustnessSection
{
    /// <summary>The section; null if the run has no such figures.</summary>
    public static XElement? Render(Report report)
    {
        (string Name, ClassifierReport Report)[] all =
            [.. HeadlineSection.Classifiers(report).Where(one => one.Report.Robustness is not null)];
        return all.Length == 0 ? null : Markup.Section(
            "Robustness",
            new XElement(
                "p",
                "Accuracy under the attack above at several radii, on the test set. At the radius 0 it is the "
                    + "accuracy without attack. "
                + "An audit asks whether the attack could do its work: where it fails, accuracy under attack is not "
                + "robustness."),
            new XElement("div", Markup.Class("charts"), SecurityCurve(all)),
            all.Select(one => Audit(one.Name, one.Report.Robustness!.Audit)),
            Corruptions(all));
    }

    private static XElement SecurityCurve((string Name, ClassifierReport Report)[] all) => LineChart.Render(
        $"Security curve: accuracy against the radius ({all[0].Report.Robustness!.Norm})",
        [.. all.Select(one => new Series(one.Name, Curve(one.Report.Robustness!))),
            .. Certified(all[0].Name, all[0].Report.Robustness!)],
        mayBeLogarithmic: false,
        horizontal: "radius ε");

    private static (double X, double Y)[] Curve(RobustnessReport report) =>
        [(0, report.Accuracy), .. report.Radii.Where(radius => radius.Epsilon > 0)
            .Select(radius => (radius.Epsilon, radius.RobustAccuracy))];

    /// <summary>What bounds prove of the first: the truth lies between the two curves.</summary>
    private static IEnumerable<Series> Certified(string name, RobustnessReport report) => report.Bounds is null ? [] :
    [
        new Series(
            $"{name}, certified ({report.Bounds})",
            [(0, report.Accuracy), .. report.Radii.Where(radius => radius.Epsilon > 0)
                .Select(radius => (radius.Epsilon, radius.CertifiedAccuracy ?? 0))]),
    ];

    private static XElement Audit(string name, AuditReport audit) => new(
        "div",
        Markup.Class(audit.Passed ? "audit passed" : "audit failed"),
        new XElement("p", audit.Passed
            ? $"Audit, {name}: all {audit.Checks.Count} checks passed, on {Markup.Count(audit.Examples)} examples"
                + (audit.Caution is { } caution ? $"; {caution}." : ".")
            : $"Audit, {name}: not shown to be robust, whatever the accuracy under attack."),
        audit.Passed ? null : new XElement(
            "ul", audit.Reasons.Select(reason => new XElement("li", Markup.Printable(reason)))));

    private static XElement? Corruptions((string Name, ClassifierReport Report)[] all)
    {
        (string Name, CorruptionReport Report)[] shown =
            [.. all.Where(one => one.Report.Corruptions is not null)
                .Select(one => (one.Name, one.Report.Corruptions!))];
        return shown.Length == 0 ? null : Markup.Table(
            "corruptions",
            "Accuracy on corrupted examples in per cent, mean of five severities",
            ["Corruption", .. shown.Select(one => one.Name)],
            shown[0].Report.Kinds.Select((kind, i) => Row(kind.Name, shown.Select(one => one.Report.Kinds[i].Mean))),
            Row("Mean", shown.Select(one => one.Report.Mean)));
    }

    private static object[] Row(string name, IEnumerable<double> shares) =>
        [name, .. shares.Select(Markup.Hundredths)];
}
