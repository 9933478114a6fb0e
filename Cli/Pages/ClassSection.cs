namespace Scratch.Cli.Pages;

/// <summary>Recall, precision and F1 of every class, and which class is taken for which.</summary>
internal static class ClassSection
{
    private const double StrongestTint = 0.6; // of the colour behind a count, so that the count stays readable on it

    private static readonly string[] Head = ["Class", "Examples"], Figures = ["Recall", "Precision", "F1"];

    /// <summary>The section; null if the run has no classifier.</summary>
    public static XElement? Render(Report report)
    {
        if (report.Classifier is not { } classifier)
        {
            return null;
        }
        (string Name, ClassifierReport Report)[] all = report.Baseline is { } baseline
            ? [("trained on the mixture", classifier), ("baseline", baseline)]
            : [("classifier", classifier)];
        return Markup.Section(
            "Classes",
            new XElement(
                "p",
                "Recall: of the examples of a class, the share that was found. Precision: of the examples taken for a "
                    + "class, the share that is of it. "
                + "F1: the harmonic mean of the two. All without attack, on the whole test set."),
            Markup.Wide("Figures of every class", Table(all)),
            new XElement("div", Markup.Class("matrices"),
                all.Select(one => Confusion($"Confusion matrix, {one.Name}", one.Report))),
            new XElement(
                "p",
                Markup.Class("note"),
                "Rows: the true class. Columns: the predicted one. On the diagonal the tint is the share of the class "
                    + "that was found; "
                + "beside it, in another colour, the count as a share of the most frequent confusion."));
    }

    private static XElement Table((string Name, ClassifierReport Report)[] all)
    {
        IReadOnlyList<ClassReport> classes = all[0].Report.Classes;
        return new XElement(
            "table",
            Markup.Class("classes"),
            new XElement("caption", "Figures of every class, in per cent"),
            new XElement(
                "thead",
                new XElement(
                    "tr",
                    new XElement("td", new XAttribute("colspan", 2)),
                    all.Select(one => Markup.ColumnHeader(
                        char.ToUpperInvariant(one.Name[0]) + one.Name[1..], Figures.Length))),
                new XElement(
                    "tr",
                    Head.Concat(all.SelectMany(_ => Figures)).Select(name => Markup.ColumnHeader(name)))),
            new XElement("tbody", classes.Select((c, i) => Row(
                c.Class.ToString(CultureInfo.InvariantCulture),
                c.Examples,
                [.. all.SelectMany(one =>
                    new[] { one.Report.Classes[i].Recall, one.Report.Classes[i].Precision,
                    one.Report.Classes[i].F1 })]))),
            new XElement("tfoot", Row(
                "Mean of the classes",
                all[0].Report.Examples,
                [.. all.SelectMany(one => new[] { one.Report.Recall, one.Report.Precision, one.Report.F1 })])));
    }

    private static XElement Row(string name, int examples, double[] shares) => new(
        "tr",
        Markup.RowHeader(name),
        new XElement("td", Markup.Count(examples)),
        shares.Select(share => new XElement("td", (share * 100).ToString("0.00", CultureInfo.InvariantCulture))));

    private static XElement Confusion(string caption, ClassifierReport classifier)
    {
        IReadOnlyList<IReadOnlyList<int>> counts = classifier.Confusion;
        int[] classes = [.. Enumerable.Range(0, counts.Count)];
        int worst = classes.Max(
            actual => classes.Max(predicted => actual == predicted ? 0 : counts[actual][predicted]));
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
            count == 0 ? null : new XAttribute(
                "style", string.Create(CultureInfo.InvariantCulture, $"--tint:{share * StrongestTint:0.###}")),
            Markup.Count(count));
    }
}
