namespace Scratch.Cli.Pages;

/// <summary>The charts of a run.</summary>
internal static class Charts
{
    private static readonly string[] Shares = [SampleFigures.Diversity, SampleFigures.Saturation];
    private static readonly string[] GuardFigures = [.. Shares, SampleFigures.Modes];
    private static readonly string[] Classifiers = ["classifier", "baseline"];

    /// <summary>What each stage's training recorded over its updates, as figures.</summary>
    /// <param name="rows">The lines of <c>metrics.csv</c>.</param>
    public static IReadOnlyList<XElement> Curves(IReadOnlyList<MetricsRow> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        (string Title, Series[] Series, bool MayBeLogarithmic)[] charts =
        [
            ("Prompts: losses of encoder and decoder", OfStage(rows, "prompts"), true),
            ("Samples: losses of generator and discriminator",
                [.. OfStage(rows, "gan").Where(series => !GuardFigures.Contains(series.Name))], true),
            ("Samples: how diverse they are, and how often the discriminator tells",
                [.. OfStage(rows, "gan").Where(series => Shares.Contains(series.Name))], false),
            ("Samples: classes that the judge finds among them",
                [.. OfStage(rows, "gan").Where(series => series.Name == SampleFigures.Modes)], false),
            ("Both classifiers on the same validation examples: accuracy",
                OfClassifiers(rows, ClassifierValidation.Figure), false),
            ("Both classifiers on the same validation examples: accuracy under attack",
                OfClassifiers(rows, RobustProbe.Figure), false),
            ("Loss of each classifier on its own batches, which are not the same",
                OfClassifiers(rows, "loss"), true),
        ];
        return [.. charts.Where(chart => chart.Series.Length > 0)
            .Select(chart => LineChart.Render(chart.Title, chart.Series, chart.MayBeLogarithmic))];
    }

    private static Series[] OfStage(IReadOnlyList<MetricsRow> rows, string stage) =>
        // a figure of the end is no curve
        [.. rows.Where(row => row.Stage == stage && !row.Name.StartsWith("test ", StringComparison.Ordinal))
            .GroupBy(row => row.Name).Select(group => ToSeries(group.Key, group))];

    private static Series[] OfClassifiers(IReadOnlyList<MetricsRow> rows, string name) =>
        [.. Classifiers
            .Select(stage => ToSeries(stage, rows.Where(row => row.Stage == stage && row.Name == name)))
            .Where(series => series.Points.Count > 0)];

    private static Series ToSeries(string name, IEnumerable<MetricsRow> rows) =>
        new(name, [.. rows.Select(row => ((double)row.Step, row.Value))]);
}
