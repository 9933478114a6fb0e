namespace Scratch.Cli.Output;

/// <summary>What a cleaning found, as a table for a terminal.</summary>
internal static class CleaningTable
{
    public static void Write(TextWriter writer, CleaningReport report)
    {
        var table = new TextTable(
            $"{report.Data}: {Count(report.TrainingExamples)} training examples", "reason", "removed", "label fixed");
        foreach (ReasonCount count in report.Counts)
        {
            table.Add(CleanedFolder.NameOf(count.Reason), Count(count.Removed), Count(count.Fixed));
        }
        table.Add();
        table.Add("left", Count(report.Left), "");
        table.Write(writer);
        writer.WriteLine(report.IsSettled
            ? $"{report.Passes} passes; the last one found nothing, and neither would another cleaning."
            : $"After {report.Passes} passes there was still something to be found: another cleaning would go on.");
    }

    private static string Count(int count) => count.ToString("#,0", CultureInfo.InvariantCulture);
}
