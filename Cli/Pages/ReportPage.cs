namespace Scratch.Cli.Pages;

/// <summary>The page about a run: one HTML file that needs no other file, no script and no network.</summary>
internal static class ReportPage
{
    /// <summary>The page, to be saved as UTF-8.</summary>
    public static string Render(RunResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        Report report = result.Report;
        return HtmlPage.Render(
            Markup.Printable($"{report.Data}, preset {report.Preset}, seed {report.Seed}"),
            "Prompt adversarial training",
            Facts(report),
            [
                report.Taste is { } taste ? new XElement("p", Markup.Class("taste"), taste) : null,
                HeadlineSection.Render(result),
                RobustnessSection.Render(report),
                Markup.Section("Training", new XElement("div", Markup.Class("charts"), Charts.Curves(result.Metrics)),
                    Stages(report), GuardLine(report), WarningLines(report)),
                ClassSection.Render(result),
                SpeakerSection(report),
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

    private static XElement Stages(Report report) => Markup.Table(
        "stages",
        "The trainings in order; their last figures are means over the last epoch",
        ["Stage", "Epochs", "Updates", "Seconds", Markup.Header("col", Markup.Class("text"), "Last figures")],
        report.Stages.Select(stage => (object[])
        [
            Markup.Printable(stage.Stage), Markup.Count(stage.Epochs), Markup.Count(stage.Steps),
            Markup.Seconds(stage.Seconds),
            new XElement("td", Markup.Class("text"), Markup.Printable(string.Join(
                ", ", stage.Metrics.Select(figure => $"{figure.Key} {Markup.Figure(figure.Value)}")))),
        ]));

    private static XElement? MoveSection(Report report) => report.Moves is not { } moves ? null : Markup.Section(
        "Columns under attack",
        Markup.Table(
            "moves",
            "How far the attack on the classifier moves each column of numbers, on average over the test rows; "
                + "categories stay as they are",
            ["Column", "Deviations", "Own unit"],
            moves.Select(move => (object[])
                [Markup.Printable(move.Column), Markup.Figure(move.Deviations), Markup.Figure(move.Units)])));

    private static XElement? SpeakerSection(Report report) =>
        HeadlineSection.Classifiers(report) is { Length: > 0 } all && all[0].Report.Speakers is { Count: > 0 } speakers
        ? Markup.Section(
            "Speakers",
            Markup.Table(
                "speakers",
                "Words of each speaker in the test set that are recognised, in per cent",
                ["Speaker", "Words", .. all.Select(one => one.Name)],
                speakers.Select((speaker, i) => (object[])
                    [Markup.Printable(speaker.Speaker), Markup.Count(speaker.Examples),
                        .. all.Select(one => Markup.Hundredths(one.Report.Speakers![i].Accuracy))])))
        : null;

    private static XElement[] GuardLine(Report report) => report.Guard is { } guard
        ? [new XElement("p", Markup.Printable($"{guard.Summary} {guard.LastEpoch}".TrimEnd()))] : [];

    private static IEnumerable<XElement> WarningLines(Report report) =>
        [
            .. (report.DataRemarks ?? []).Select(remark => new XElement("p", Markup.Printable(remark))),
            .. report.Warnings.Select(
                warning => new XElement("p", new XElement("b", "Warning: "), Markup.Printable(warning))),
        ];

    private static string Environment(Report report) => Markup.Printable(
        $"Scratch {report.Version}. Instruction set {report.InstructionSet} and threads: {report.Threads}, on which "
        + "the figures don't depend where there is fused multiply-add. The whole run took "
        + $"{Markup.Seconds(report.Seconds)} seconds.");
}
