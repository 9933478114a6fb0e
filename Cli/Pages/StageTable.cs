namespace Scratch.Cli.Pages;

/// <summary>The trainings of a run.</summary>
internal static class StageTable
{
    private static readonly string[] NumberColumns = ["Stage", "Epochs", "Updates", "Seconds"];

    /// <summary>The table.</summary>
    public static XElement Render(Report report) => Markup.Wide("Trainings", new XElement(
        "table",
        new XElement("caption", "The trainings in order; their last figures are means over the last epoch"),
        new XElement("thead", new XElement(
            "tr",
            NumberColumns.Select(name => Markup.ColumnHeader(name)),
            new XElement("th", Markup.Class("text"), new XAttribute("scope", "col"), "Last figures"))),
        new XElement("tbody", report.Stages.Select(Row))));

    private static XElement Row(StageReport stage) => new(
        "tr",
        Markup.RowHeader(Markup.Printable(stage.Stage)),
        new XElement("td", Markup.Count(stage.Epochs)),
        new XElement("td", Markup.Count(stage.Steps)),
        new XElement("td", Markup.Seconds(stage.Seconds)),
        new XElement(
            "td",
            Markup.Class("text"),
            Markup.Printable(string.Join(
                ", ", stage.Metrics.Select(figure => $"{figure.Key} {Markup.Figure(figure.Value)}")))));
}
