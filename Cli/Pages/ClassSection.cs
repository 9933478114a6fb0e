using System.Globalization;
using System.Xml.Linq;
using Scratch.Adversarial.Runs;

namespace Scratch.Cli.Pages;

/// <summary>Recall, precision and F1 of every class, and which class is taken for which.</summary>
internal static class ClassSection
{
    private const double StrongestTint = 0.6; // of the colour behind a count, so that the count stays readable on it

    private static readonly string[] Columns = ["Class", "Examples", "Recall", "Precision", "F1", "Recall", "Precision", "F1"];

    /// <summary>The section.</summary>
    public static XElement Render(Report report) => Markup.Section(
        "Classes",
        new XElement(
            "p",
            "Recall: of the examples of a class, the share that was found. Precision: of the examples taken for a class, the share that is of it. "
            + "F1: the harmonic mean of the two. All without attack, on the whole test set."),
        Markup.Wide("Figures of every class", Figures(report)),
        new XElement(
            "div",
            Markup.Class("matrices"),
            Confusion("Confusion matrix, trained on the mixture", report.Classifier),
            Confusion("Confusion matrix, baseline", report.Baseline)),
        new XElement(
            "p",
            Markup.Class("note"),
            "Rows: the true class. Columns: the predicted one. On the diagonal the tint is the share of the class that was found; "
            + "beside it, in another colour, the count as a share of the most frequent confusion."));

    private static XElement Figures(Report report) => new(
        "table",
        Markup.Class("classes"),
        new XElement("caption", "Figures of every class, in per cent"),
        new XElement(
            "thead",
            new XElement(
                "tr",
                new XElement("td", new XAttribute("colspan", 2)),
                Markup.ColumnHeader("Trained on the mixture", columns: 3),
                Markup.ColumnHeader("Baseline", columns: 3)),
            new XElement(
                "tr",
                Columns.Select(name => Markup.ColumnHeader(name)))),
        new XElement("tbody", report.Classifier.Classes.Zip(report.Baseline.Classes, (classifier, baseline) => Row(
            classifier.Class.ToString(CultureInfo.InvariantCulture),
            classifier.Examples,
            [classifier.Recall, classifier.Precision, classifier.F1, baseline.Recall, baseline.Precision, baseline.F1]))),
        new XElement("tfoot", Row(
            "Mean of the classes",
            report.Classifier.Examples,
            [report.Classifier.Recall, report.Classifier.Precision, report.Classifier.F1, report.Baseline.Recall, report.Baseline.Precision, report.Baseline.F1])));

    private static XElement Row(string name, int examples, double[] shares) => new(
        "tr",
        Markup.RowHeader(name),
        new XElement("td", Markup.Count(examples)),
        shares.Select(share => new XElement("td", (share * 100).ToString("0.00", CultureInfo.InvariantCulture))));

    private static XElement Confusion(string caption, ClassifierReport classifier)
    {
        IReadOnlyList<IReadOnlyList<int>> counts = classifier.Confusion;
        int[] classes = [.. Enumerable.Range(0, counts.Count)];
        int worst = classes.Max(actual => classes.Max(predicted => actual == predicted ? 0 : counts[actual][predicted]));
        return Markup.Wide(caption, new XElement(
            "table",
            Markup.Class("confusion"),
            new XElement("caption", caption),
            new XElement("thead", new XElement(
                "tr",
                new XElement("td", "true \\ predicted"),
                classes.Select(predicted => Markup.ColumnHeader(predicted)))),
            new XElement("tbody", classes.Select(actual => new XElement(
                "tr",
                Markup.RowHeader(actual),
                classes.Select(predicted => Cell(counts[actual], actual, predicted, worst)))))));
    }

    private static XElement Cell(IReadOnlyList<int> row, int actual, int predicted, int worst)
    {
        int count = row[predicted];
        double share = count == 0 ? 0 : (double)count / (actual == predicted ? row.Sum() : worst);
        string kind = count == 0 ? "zero" : actual == predicted ? "right" : "wrong";
        return new XElement(
            "td",
            Markup.Class(kind),
            count == 0 ? null : new XAttribute("style", string.Create(CultureInfo.InvariantCulture, $"--tint:{share * StrongestTint:0.###}")),
            Markup.Count(count));
    }
}
