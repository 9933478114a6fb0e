namespace Scratch.Cli.Pages;

/// <summary>
/// The page about a cleaning: for each reason the examples that it was found with, the clearest first.
/// </summary>
internal static class CleaningPage
{
    private const int Shown = 120; // of each reason

    /// <summary>The page, to be saved as UTF-8.</summary>
    /// <param name="report">What was found.</param>
    /// <param name="data">The data set as it was given.</param>
    public static string Render(CleaningReport report, Dataset data)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(data);
        string name = Markup.Printable(report.Data);
        return HtmlPage.Render(
            $"{name}, cleaned",
            "What was found in a data set",
            [
                "Data ", new XElement("b", name),
                $". Of {Markup.Count(report.TrainingExamples)} training examples {Markup.Count(report.Left)} are left "
                    + "after "
                    + $"{report.Passes} passes"
                + (report.IsSettled ? ", the last of which found nothing." : "; another cleaning would find more."),
            ],
            [.. Enum.GetValues<CleaningReason>()
                .Select(reason => Section(reason, [.. report.Findings.Where(f => f.Reason == reason)], data))],
            $"Seed {report.Options.Seed}. All that was found stands in {CleanedFolder.ListFile}; rows are counted "
                + "from 0 in the set as it was given.");
    }

    private static XElement? Section(CleaningReason reason, Finding[] findings, Dataset data)
    {
        if (findings.Length == 0)
        {
            return null;
        }
        Finding[] shown = [.. findings.OrderBy(
            finding => reason == CleaningReason.NearDuplicate ? finding.Score : -finding.Score)
            .ThenBy(finding => finding.Row).Take(Shown)];
        (string title, string meaning) = Describe(reason);
        string chosen = shown.Length < findings.Length ? $" The {shown.Length} clearest:" : "";
        return Markup.Section(
            title,
            new XElement("p", $"{Markup.Count(findings.Length)} examples: {meaning}{chosen}"),
            new XElement("div", Markup.Class("findings"), shown.Select(finding => Tile(finding, data))));
    }

    private static XElement Tile(Finding finding, Dataset data) => new(
        "figure",
        finding.Reason == CleaningReason.NonFinite
            ? null
            : ExampleView.For(data.Domain)
                .One(data.Inputs.SliceRows(finding.Row, 1), null, $"Row {finding.Row}, labelled {finding.Label}"),
        new XElement("figcaption", $"{finding.Row}: {finding.Label}{Detail(finding)}"));

    private static string Detail(Finding finding) => finding switch
    {
        { Suggested: { } suggested } => $" → {suggested} ({Markup.Figure(finding.Score)})",
        { Twin: { } twin } => $" = {twin}",
        { Reason: CleaningReason.Outlier } => $" ({Markup.Figure(finding.Score)})",
        _ => "",
    };

    private static (string Title, string Meaning) Describe(CleaningReason reason) => reason switch
    {
        CleaningReason.NonFinite => ("Values that are no numbers", "a value is NaN or infinite. Row and label."),
        CleaningReason.Constant => ("Nothing to be seen", "all pixels are the same. Row and label."),
        CleaningReason.Duplicate =>
            ("Duplicates", "an earlier example is the same. Row and label = earlier row."),
        CleaningReason.NearDuplicate =>
            ("Near duplicates", "an earlier example is almost the same. Row and label = earlier row."),
        CleaningReason.Outlier => ("Outliers",
            "they look like none of the classes. Row and label (deviations above the typical score)."),
        _ => ("Wrong labels", "classifiers that had not seen them see another class. Row and label → what it should "
            + "be (probability)."),
    };
}
