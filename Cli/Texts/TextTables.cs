using Scratch.Adversarial.Runs.Text;

namespace Scratch.Cli.Texts;

/// <summary>The figures of detectors as tables for a terminal.</summary>
internal static class TextTables
{
    /// <summary>A finished run.</summary>
    public static void Write(TextWriter writer, TextReport report)
    {
        var table = new TextTable(
            $"{report.Data}: {report.ClassNames[1]} or {report.ClassNames[0]}, trained on {report.TrainingTexts} texts",
            report.Test is null ? ["", "validation"] : ["", "validation", "test"]);
        AddRow("texts", f => f.Texts.ToString(CultureInfo.InvariantCulture));
        AddRow($"of them {report.ClassNames[1]}", f => f.Positives.ToString(CultureInfo.InvariantCulture));
        AddRow("ROC AUC", f => Number(f.RocAuc));
        AddRow("average precision", f => Number(f.AveragePrecision));
        AddRow("F1 at the validation's best", f => Number(f.F1));
        AddRow("recall at 1 % false positives", f => Percent(f.Recall));
        AddRow("false positives there", f => Percent(f.FalsePositiveRate));
        table.Write(writer);
        WriteSources(writer, (report.Test ?? report.Validation).Sources);
        Write(writer, report.Edits);
        if (report.TestDuplicates > 0)
        {
            writer.WriteLine($"Warning: {report.TestDuplicates} texts of the test stand in the training, too.");
        }
        writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{report.Seconds:0.0} seconds in all."));

        void AddRow(string name, Func<TextFigures, string> figure) => table.Add(
            report.Test is { } test ? [name, figure(report.Validation), figure(test)]
                : [name, figure(report.Validation)]);
    }

    /// <summary>The figures of some texts.</summary>
    public static void Write(TextWriter writer, string title, float threshold, TextFigures figures)
    {
        var table = new TextTable(title, "figure", "value");
        table.Add("texts", figures.Texts.ToString(CultureInfo.InvariantCulture));
        table.Add("of them positive", figures.Positives.ToString(CultureInfo.InvariantCulture));
        table.Add("ROC AUC", Number(figures.RocAuc));
        table.Add("average precision", Number(figures.AveragePrecision));
        table.Add("threshold", Number(threshold));
        table.Add("F1", Number(figures.F1));
        table.Add("precision", Percent(figures.Precision));
        table.Add("recall", Percent(figures.Recall));
        table.Add("false positives", Percent(figures.FalsePositiveRate));
        table.Write(writer);
    }

    /// <summary>The figures by source; nothing if there is one alone.</summary>
    public static void WriteSources(TextWriter writer, IReadOnlyList<SourceFigures> sources)
    {
        if (sources.Count == 0)
        {
            return;
        }
        var table = new TextTable(
            "By source", "source", "positive", "recall", "negative", "false positives");
        foreach (SourceFigures source in sources)
        {
            table.Add(
                source.Source, source.Positives.ToString(CultureInfo.InvariantCulture), Percent(source.Recall),
                source.Negatives.ToString(CultureInfo.InvariantCulture), Percent(source.FalsePositiveRate));
        }
        table.Write(writer);
    }

    /// <summary>What is proved of the texts that are flagged.</summary>
    public static void Write(TextWriter writer, CertifiedTexts certified)
    {
        var table = new TextTable($"Of {certified.Flagged} positive texts that are flagged", "whatever", "stay so");
        table.Add("is written before and after", Percent(certified.UnderInsertion));
        for (int i = 0; i < certified.UnderEdits.Count; i++)
        {
            table.Add(
                i == 0 ? "1 character is edited"
                    : string.Create(CultureInfo.InvariantCulture, $"{i + 1} characters are edited"),
                Percent(certified.UnderEdits[i]));
        }
        table.Write(writer);
    }

    /// <summary>What a search for edits makes of texts.</summary>
    public static void Write(TextWriter writer, EditSearchReport report)
    {
        var table = new TextTable(
            $"With edits of single characters ({report.Positives} positive and {report.Texts - report.Positives} "
            + "negative texts)", "at most", "recall", "false positives");
        foreach (BudgetFigures budget in report.Budgets)
        {
            table.Add(
                budget.Edits == 1 ? "1 edit" : string.Create(CultureInfo.InvariantCulture, $"{budget.Edits} edits"),
                Percent(budget.Recall), Percent(budget.FalsePositiveRate));
        }
        table.Write(writer);
        writer.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"The detector was asked {report.QueriesOfText:0} times for each text that it was right about."));
    }

    /// <summary>What edits make of texts.</summary>
    public static void Write(TextWriter writer, EditReport report)
    {
        string tries = report.Tries > 1 ? $", the worst of {report.Tries} tries" : "";
        var table = new TextTable(
            $"Under edits ({report.Positives} positive and {report.Texts - report.Positives} negative texts{tries})",
            "edit", "recall", "false positives", "ROC AUC");
        foreach (EditFigures kind in report.Kinds)
        {
            table.Add(kind.Kind, Percent(kind.Recall), Percent(kind.FalsePositiveRate), Number(kind.RocAuc));
        }
        table.Write(writer);
    }

    private static string Number(double? value) => value?.ToString("0.0000", CultureInfo.InvariantCulture) ?? "none";

    private static string Percent(double? share) => share?.ToString("0.00 %", CultureInfo.InvariantCulture) ?? "none";
}
