using Scratch.Adversarial.Domains.Text;
using Scratch.Adversarial.Runs.Text;
using Scratch.Cli.Pages;

namespace Scratch.Cli.Texts;

/// <summary>The charts of a run on texts.</summary>
internal static class TextCharts
{
    private const double Nearest = 1.04; // the ratio of neighbouring false-positive rates that are drawn
    private const double Step = 0.005; // of recalls
    private const int Parts = 250; // of a document

    /// <summary>
    /// ROC with a logarithmic axis of false positives, and precision over recall, as they are and edited.
    /// </summary>
    public static IEnumerable<XElement> Curves(EditSweep sweep)
    {
        RankingCurve plain = Curve(sweep, [.. sweep.Plain]), worst = Curve(sweep, sweep.WorstLogits);
        Series[] roc = [Roc("as they are", plain), Roc("edited at worst", worst)];
        double least = 1.0 / Math.Max(1, plain.Negatives);
        yield return LineChart.Render(
            "ROC: recall over the rate of false positives", roc, mayBeLogarithmic: false, "false positives (log scale)",
            Axis.Around(least, 1, mayBeLogarithmic: true));
        yield return LineChart.Render(
            "Precision over recall", [Precision("as they are", plain), Precision("edited at worst", worst)],
            mayBeLogarithmic: false, "recall", Axis.UpTo(1));
    }

    /// <summary>What training recorded.</summary>
    public static IEnumerable<XElement> Training(IReadOnlyList<MetricsRow> rows)
    {
        string[] losses = ["loss", "adversarial loss"];
        yield return LineChart.Render("Losses on the batches", [.. losses.Select(OfName)], mayBeLogarithmic: true);
        yield return LineChart.Render("Accuracy on the batches", [OfName("accuracy")], mayBeLogarithmic: false);

        Series OfName(string name) => new(
            name, [.. rows.Where(row => row.Name == name).Select(row => ((double)row.Step, row.Value))]);
    }

    /// <summary>Recall and false positives by source; nothing if there is one alone.</summary>
    public static IEnumerable<XElement> Sources(IReadOnlyList<SourceFigures> sources)
    {
        (string, double)[] recalls = [.. sources.Where(source => source.Recall is not null)
            .Select(source => (source.Source, source.Recall!.Value))];
        (string, double)[] rates = [.. sources.Where(source => source.FalsePositiveRate is not null)
            .Select(source => (source.Source, source.FalsePositiveRate!.Value))];
        if (recalls.Length > 0)
        {
            yield return BarChart.Render("Recall by source", recalls);
        }
        if (rates.Length > 0)
        {
            yield return BarChart.Render("False positives by source", rates);
        }
    }

    /// <summary>The largest score of the windows at every place of a document.</summary>
    public static XElement Document(TextDetector detector, string text)
    {
        var windows = new List<FoundWindow>();
        new TextScanner(detector).Find(text, float.NegativeInfinity, windows);
        bool hasScales = windows.Exists(window => window.Scale > 0);
        double[] scores = new double[Parts];
        foreach (FoundWindow window in windows.Where(window => !hasScales || window.Scale > 0))
        {
            int first = Part(window.Start), last = Part(window.Start + window.Length - 1);
            for (int part = first; part <= last; part++)
            {
                scores[part] = Math.Max(scores[part], window.Score);
            }
        }
        return LineChart.Render(
            "The longest text that is flagged: the largest score of the windows at each place",
            [new Series("score", [.. scores.Select((score, i) => ((i + 0.5) * text.Length / Parts, score))])],
            mayBeLogarithmic: false, "characters", Axis.UpTo(text.Length));

        int Part(int index) => (int)((long)index * Parts / text.Length);
    }

    private static RankingCurve Curve(EditSweep sweep, float[] logits) => RankingCurve.From(
        [.. logits.Select(logit => (double)logit)], [.. sweep.Texts.Items.Select(text => text.Label == 1)]);

    private static Series Roc(string name, RankingCurve curve)
    {
        var points = new List<(double X, double Y)>();
        for (int i = 0; i < curve.Points.Count; i++)
        {
            RankingPoint point = curve.Points[i];
            double rate = curve.FalsePositiveRate(point);
            // of each rate the last point, which has the largest recall
            bool isLast = i + 1 == curve.Points.Count || curve.Points[i + 1].FalsePositives > point.FalsePositives;
            if (isLast && rate > 0 && (points.Count == 0 || rate >= Nearest * points[^1].X || rate >= 1))
            {
                points.Add((rate, curve.Recall(point)));
            }
        }
        return new Series(name, points);
    }

    private static Series Precision(string name, RankingCurve curve)
    {
        var points = new List<(double X, double Y)>();
        foreach (RankingPoint point in curve.Points)
        {
            if (point.TruePositives > 0 && (points.Count == 0 || curve.Recall(point) >= points[^1].X + Step))
            {
                points.Add((curve.Recall(point), RankingCurve.Precision(point)));
            }
        }
        return new Series(name, points);
    }
}
