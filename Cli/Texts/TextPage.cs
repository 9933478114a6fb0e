using Scratch.Adversarial.Domains.Text;
using Scratch.Adversarial.Domains.Text.Reading;
using Scratch.Adversarial.Runs.Text;
using Scratch.Cli.Pages;

namespace Scratch.Cli.Texts;

/// <summary>The page about a run on texts.</summary>
internal static class TextPage
{
    private const int Mistakes = 10, Explained = 3, LongestExcerpt = 160;

    /// <summary>The page, to be saved as UTF-8.</summary>
    public static string Render(TextRunResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        TextReport report = result.Report;
        TextFigures judged = report.Test ?? report.Validation;
        XElement[] sources = [.. TextCharts.Sources(judged.Sources)];
        return HtmlPage.Render(
            Markup.Printable($"{report.Data}, preset {report.Preset}, seed {report.Seed}"),
            "A detector of texts",
            Facts(report),
            [
                Figures(report),
                Markup.Section(
                    "How many are found, and at what price", Charts([.. TextCharts.Curves(result.Sweep)]),
                    Edits(report.Edits)),
                sources.Length > 0 ? Markup.Section("By source", Charts(sources)) : null,
                MistakeSection(result),
                ExplanationSection(result),
                Markup.Section("Training", Charts([.. TextCharts.Training(result.Metrics)])),
            ],
            Markup.Printable($"Scratch {report.Version}. {report.Command}. Instruction set {report.InstructionSet}; "
                + $"threads: {report.Threads}. The whole run took {Markup.Seconds(report.Seconds)} seconds."));
    }

    private static XElement Charts(XElement[] charts) => new("div", Markup.Class("charts"), charts);

    private static object[] Facts(TextReport report) =>
    [
        "Data ", new XElement("b", Markup.Printable(report.Data)), ", seed ", new XElement("b", report.Seed),
        Markup.Printable($". It tells {report.ClassNames[1]} from {report.ClassNames[0]}. ")
            + $"{Markup.Count(report.TrainingTexts)} texts to train on, {Markup.Count(report.Validation.Texts)} to "
            + $"choose thresholds by, {Markup.Count(report.Test?.Texts ?? 0)} to test."
            + (report.TestDuplicates > 0
                ? $" {Markup.Count(report.TestDuplicates)} of the test's texts stand in the training, too." : ""),
    ];

    private static XElement Figures(TextReport report)
    {
        TextFigures[] columns = report.Test is { } test ? [report.Validation, test] : [report.Validation];
        return Markup.Section("Figures", Markup.Table(
            "figures",
            "F1 is at the threshold that is best on the validation; recall is where 1 % of its harmless texts are "
                + "flagged",
            report.Test is null ? [null, "Validation"] : [null, "Validation", "Test"],
            [
                Row("ROC AUC", f => Number(f.RocAuc)),
                Row("Average precision", f => Number(f.AveragePrecision)),
                Row("F1", f => Number(f.F1)),
                Row("Recall", f => Percent(f.Recall)),
                Row("False positives there", f => Percent(f.FalsePositiveRate)),
                Row($"Texts ({Markup.Printable(report.ClassNames[1])})",
                    f => $"{Markup.Count(f.Texts)} ({Markup.Count(f.Positives)})"),
            ]));

        object?[] Row(string name, Func<TextFigures, string> figure) => [name, .. columns.Select(figure)];
    }

    private static XElement Edits(EditReport edits) => Markup.Table(
        "edits",
        "Under edits, at the threshold of 1 % false positives; worst is the worst of all for each text that is to be "
            + "found",
        ["Edit", "Recall", "False positives", "ROC AUC"],
        edits.Kinds.Select(kind => (object?[])
            [kind.Kind, Percent(kind.Recall), Percent(kind.FalsePositiveRate), Number(kind.RocAuc)]));

    private static XElement MistakeSection(TextRunResult result)
    {
        float middle = Logit(result.Report.ThresholdOfF1);
        (LabelledText Text, float Logit)[] worst = [.. result.Data.Validation.Items
            .Select((text, i) => (text, Logit: result.ValidationLogits[i]))
            .Where(pair => pair.Logit > middle != (pair.text.Label == 1))
            .OrderByDescending(pair => Math.Abs(pair.Logit - middle)).Take(Mistakes)];
        return Markup.Section(
            "The worst mistakes",
            worst.Length == 0 ? new XElement("p", "There is none among the validation texts.") : Markup.Table(
                "mistakes", "Validation texts on the wrong side of the threshold of F1, the farthest first",
                ["Score", "It is", Markup.Header("col", Markup.Class("text"), "Text")],
                worst.Select(pair => (object?[])
                [
                    Number(TextDetector.ScoreOf(pair.Logit)),
                    Markup.Printable(result.Report.ClassNames[pair.Text.Label]),
                    new XElement("td", Markup.Class("text"), Markup.Printable(
                        TextPosition.Excerpt(pair.Text.Text, LongestExcerpt))),
                ])));
    }

    private static XElement? ExplanationSection(TextRunResult result)
    {
        float threshold = result.Detector.OperatingPoints!.Threshold(result.Report.Rate);
        EditSweep sweep = result.Sweep;
        int[] flagged = [.. Enumerable.Range(0, sweep.Texts.Items.Count).Where(i => sweep.Plain[i] > threshold)];
        if (flagged.Length == 0)
        {
            return null;
        }
        string longest = sweep.Texts.Items[flagged.MaxBy(i => sweep.Texts.Items[i].Text.Length)].Text;
        return Markup.Section(
            "What spoke for it",
            new XElement("p", "Of the texts that are flagged the one with the highest score, one in the middle and the "
                + "last, around their worst window: the deeper the colour, the more the characters contribute to the "
                + "logit, for it or against it."),
            Spread([.. flagged.OrderByDescending(i => sweep.Plain[i])]).Select(i => Explanation(
                result.Detector, sweep.Texts.Items[i].Text)),
            Charts([TextCharts.Document(result.Detector, longest)]));
    }

    /// <summary>The first, the last and those between, at equal distances.</summary>
    private static IEnumerable<int> Spread(int[] rows) => rows.Length <= Explained ? rows
        : Enumerable.Range(0, Explained).Select(i => rows[i * (rows.Length - 1) / (Explained - 1)]);

    private static XElement? Explanation(TextDetector detector, string text) =>
        TextExplanation.Of(detector, text) is { } explanation ? ShadedText.Render(text, explanation) : null;

    private static float Logit(float score) => MathF.Log(score / (1 - score));

    private static string Number(double? value) => value is { } number ? Markup.Figure(number) : "none";

    private static string Percent(double? share) => Markup.Percent(share ?? double.NaN);
}
