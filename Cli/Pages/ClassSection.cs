namespace Scratch.Cli.Pages;

/// <summary>Recall, precision and F1 of every class, and which class is taken for which.</summary>
internal static class ClassSection
{
    private const double StrongestTint = 0.6; // of the colour behind a count, so that the count stays readable on it

    /// <summary>The section; null if the run has no classifier.</summary>
    public static XElement? Render(RunResult result)
    {
        (string Name, ClassifierReport Report)[] all = HeadlineSection.Classifiers(result.Report);
        if (all.Length == 0)
        {
            return null;
        }
        string[] names = [.. Enumerable.Range(0, all[0].Report.Classes.Count)
            .Select(c => Markup.Printable(result.Gallery.Domain.ClassName(c)))];
        return Markup.Section(
            "Classes",
            new XElement(
                "p",
                "Recall: of the examples of a class, the share that was found. Precision: of the examples taken for a "
                    + "class, the share that is of it. "
                + "F1: the harmonic mean of the two. All without attack, on the test set."),
            new XElement("div", Markup.Class("pair"), all.Select(one => Figures(one.Name, one.Report, names))),
            new XElement("div", Markup.Class("pair"), all.Select(one => Confusion(one.Name, one.Report, names))),
            new XElement(
                "p",
                Markup.Class("note"),
                "Rows: the true class. Columns: the predicted one. On the diagonal the tint is the share of the class "
                    + "that was found; "
                + "beside it, in another colour, the count as a share of the most frequent confusion."));
    }

    private static XElement Figures(string name, ClassifierReport classifier, string[] names)
    {
        return Markup.Table(
            "classes",
            $"Every class in per cent, {name}",
            ["Class", "Examples", "Recall", "Precision", "F1"],
            classifier.Classes.Select((c, i) => Row(names[i], c.Examples, c.Recall, c.Precision, c.F1)),
            Row("Mean", classifier.Examples, classifier.Recall, classifier.Precision, classifier.F1));

        static object[] Row(string name, int examples, params double[] shares) =>
            [name, Markup.Count(examples), .. shares.Select(Markup.Hundredths)];
    }

    private static XElement Confusion(string name, ClassifierReport classifier, string[] names)
    {
        IReadOnlyList<IReadOnlyList<int>> counts = classifier.Confusion;
        int[] classes = [.. Enumerable.Range(0, counts.Count)];
        int worst = classes.Max(
            actual => classes.Max(predicted => actual == predicted ? 0 : counts[actual][predicted]));
        return Markup.Table(
            "confusion",
            $"Confusion matrix, {name}",
            [new XElement("td", "true \\ predicted"), .. names],
            classes.Select(actual => (object[])
                [names[actual], .. classes.Select(predicted => Cell(counts[actual], actual, predicted, worst))]));
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
            count);
    }
}
