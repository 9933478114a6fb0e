namespace Scratch.Cli.Pages;

/// <summary>The page about a run: one HTML file that needs no other file, no script and no network.</summary>
internal static class ReportPage
{
    /// <summary>The page, to be saved as UTF-8.</summary>
    public static string Render(RunResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        Report report = result.Report;
        string title = Markup.Printable($"{report.Data}, preset {report.Preset}, seed {report.Seed}");
        return HtmlPage.Render(
            title,
            "Prompt adversarial training",
            Facts(report),
            [
                HeadlineSection.Render(result),
                RobustnessSection.Render(report),
                Markup.Section("Training", new XElement("div", Markup.Class("charts"), Charts.Curves(result.Metrics)),
                    StageTable.Render(report), GuardLine(report), WarningLines(report)),
                ClassSection.Render(report),
                MoveSection(report),
                PromptSection.Render(result),
                GallerySection.Render(result),
            ],
            Environment(report));
    }

    private static object[] Facts(Report report) =>
    [
        "Data ", new XElement("b", Markup.Printable(report.Data)),
        ", preset ", new XElement("b", Markup.Printable(report.Preset)),
        ", seed ", new XElement("b", report.Seed),
        $". {Markup.Count(report.TrainingExamples)} examples to train on, {Markup.Count(report.ValidationExamples)} "
            + "split off to choose by, "
        + $"{Markup.Count(report.TestExamples)} to test."
        + (report.Labels < report.TrainingExamples + report.ValidationExamples
            ? $" {Markup.Count(report.Labels)} labels were read; all other examples took part without theirs." : ""),
    ];

    private static XElement? MoveSection(Report report) => report.Moves is not { } moves ? null : Markup.Section(
        "Columns under attack",
        new XElement("p", "How far the attack on the classifier moves each column of numbers, on average over the "
            + "test rows. Categories stay as they are."),
        Markup.Wide("Moves of every column", new XElement(
            "table",
            new XElement("thead", new XElement(
                "tr", ((string[])["column", "deviations", "own unit"]).Select(name => Markup.ColumnHeader(name)))),
            new XElement("tbody", moves.Select(move => new XElement(
                "tr",
                Markup.RowHeader(Markup.Printable(move.Column)),
                new XElement("td", Markup.Number((float)move.Deviations)),
                new XElement("td", Markup.Number((float)move.Units))))))));

    private static XElement[] GuardLine(Report report) => report.Guard is { } guard
        ? [new XElement("p", Markup.Printable($"{guard.Summary} {guard.LastEpoch}".TrimEnd()))] : [];

    private static IEnumerable<XElement> WarningLines(Report report) =>
        report.Warnings.Select(warning => new XElement("p", new XElement("b", "Warning: "), Markup.Printable(warning)));

    private static string Environment(Report report) => Markup.Printable(
        $"Scratch {report.Version}. Instruction set {report.InstructionSet}, on which the last bits of the figures "
            + "depend; "
        + $"threads: {report.Threads}, on which they don't. The whole run took {Markup.Seconds(report.Seconds)} "
        + "seconds.");
}
