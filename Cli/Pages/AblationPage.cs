namespace Scratch.Cli.Pages;

/// <summary>The page about an ablation: the differences as pictures, and the table.</summary>
internal static class AblationPage
{
    private static readonly (string, double) Points = ("percentage points", 0.01);

    /// <summary>The page, to be saved as UTF-8.</summary>
    public static string Render(AblationReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        string data = Markup.Printable(report.Options.Data);
        ArmReport[] others = [.. report.Arms.Where(arm => arm.Gain is not null)];
        return HtmlPage.Render(
            $"{data}, ablation",
            "What each ingredient brings",
            [
                "Data ", new XElement("b", data),
                $". {Markup.Count(report.TrainingExamples)} examples to train on, "
                    + $"{Markup.Count(report.ValidationExamples)} to choose rates by, "
                + $"{Markup.Count(report.TestExamples)} to test; {Markup.Count(report.Steps)} updates of every "
                + "classifier; "
                + $"seeds {string.Join(", ", report.Options.Seeds)}.",
            ],
            [
                Markup.Section(
                    "Differences to real examples alone",
                    new XElement(
                        "div",
                        Markup.Class("charts"),
                        IntervalChart.Render("Accuracy", [.. others.Select(arm => (arm.Name, arm.Gain!))], Points),
                        IntervalChart.Render(
                            "Accuracy under attack", [.. others.Select(arm => (arm.Name, arm.RobustGain!))], Points))),
                Markup.Section("Figures", Table(report)),
            ],
            "Means over the seeds; differences are taken seed by seed, with 95 % intervals by Student's t. Attack: "
                + $"{Describe(report.Attack)}.");
    }

    private static XElement Table(AblationReport report) => Markup.Table(
        "arms",
        "Means over the seeds, and differences to real examples alone",
        ["trained on", "rate", "accuracy", "to real only", "under attack", "to real only"],
        report.Arms.Select(arm => (object[])
        [
            arm.Name, Markup.Number(arm.LearningRate), Markup.Percent(arm.Accuracy.Mean),
            AblationTable.Points(arm.Gain), Markup.Percent(arm.RobustAccuracy.Mean),
            AblationTable.Points(arm.RobustGain),
        ]));

    private static string Describe(AttackOptions attack) => string.Create(
        CultureInfo.InvariantCulture,
            $"projected gradient ascent, {attack.Norm}, radius {attack.Epsilon}, {attack.Steps} steps of "
            + $"{attack.StepSize}");
}
