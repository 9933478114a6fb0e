using Spectre.Console;

namespace Scratch.Cli.Output;

/// <summary>What a cleaning found, as a table for a terminal.</summary>
internal static class CleaningTable
{
    public static void Write(TextWriter writer, CleaningReport report)
    {
        Table table = new Table().RoundedBorder()
            .Title(Markup.Escape($"{report.Data}: {Count(report.Examples)} training examples"));
        table.AddColumns("reason", "removed", "label fixed");
        table.Columns[1].RightAligned();
        table.Columns[2].RightAligned();
        foreach (ReasonCount count in report.Counts)
        {
            table.AddRow(CleanedFolder.NameOf(count.Reason), Count(count.Removed), Count(count.Fixed));
        }
        table.AddEmptyRow();
        table.AddRow("left", Count(report.Left), "");
        Terminal.For(writer).Write(table);
        writer.WriteLine(report.IsSettled
            ? $"{report.Passes} passes; the last one found nothing, and neither would another cleaning."
            : $"After {report.Passes} passes there was still something to be found: another cleaning would go on.");
    }

    private static string Count(int count) => count.ToString("#,0", CultureInfo.InvariantCulture);
}
