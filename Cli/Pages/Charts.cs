using System.Xml.Linq;
using Scratch.Adversarial.Training.Callbacks;

namespace Scratch.Cli.Pages;

/// <summary>The charts of a run.</summary>
internal static class Charts
{
    private static readonly string[] Classifiers = ["classifier", "baseline"];

    /// <summary>What each stage's training recorded over its updates, as figures.</summary>
    /// <param name="rows">The lines of <c>metrics.csv</c>.</param>
    public static IReadOnlyList<XElement> Curves(IReadOnlyList<MetricsRow> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return
        [
            LineChart.Render("Prompts: losses of encoder and decoder", OfStage(rows, "prompts"), mayBeLogarithmic: true),
            LineChart.Render("Samples: losses of generator and discriminator", OfStage(rows, "samples"), mayBeLogarithmic: true),
            LineChart.Render("Classifier and baseline: loss on their own batches", OfClassifiers(rows, "loss"), mayBeLogarithmic: true),
            LineChart.Render("Classifier and baseline: accuracy on their own batches", OfClassifiers(rows, "accuracy"), mayBeLogarithmic: false),
        ];
    }

    private static Series[] OfStage(IReadOnlyList<MetricsRow> rows, string stage) =>
        [.. rows.Where(row => row.Stage == stage).GroupBy(row => row.Name).Select(group => ToSeries(group.Key, group))];

    private static Series[] OfClassifiers(IReadOnlyList<MetricsRow> rows, string name) =>
        [.. Classifiers.Select(stage => ToSeries(stage, rows.Where(row => row.Stage == stage && row.Name == name)))];

    private static Series ToSeries(string name, IEnumerable<MetricsRow> rows) =>
        new(name, [.. rows.Select(row => ((double)row.Step, row.Value))]);
}
