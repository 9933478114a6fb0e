namespace Scratch.Cli.Pages;

/// <summary>Intervals beside each other around a line at zero, as a figure with an inline SVG.</summary>
internal static class IntervalChart
{
    private const int Width = 420, Row = 38, Side = 14, Bottom = 40;

    /// <summary>The figure of some differences.</summary>
    /// <param name="title">What is shown.</param>
    /// <param name="rows">Names and intervals, in the order from above.</param>
    /// <param name="unit">What the axis counts, and how much of a figure is one of it.</param>
    public static XElement Render(
        string title, IReadOnlyList<(string Name, StudentInterval Interval)> rows, (string Name, double Scale) unit)
    {
        ArgumentNullException.ThrowIfNull(rows);
        double low = rows.Min(row => row.Interval.Mean - row.Interval.Half) / unit.Scale,
            high = rows.Max(row => row.Interval.Mean + row.Interval.Half) / unit.Scale;
        Axis axis = Axis.Around(Math.Min(low, 0), Math.Max(high, 0), mayBeLogarithmic: false);
        int bottom = rows.Count * Row;
        return Markup.Figure("chart", title, Svg.Drawing(
            Width,
            bottom + Bottom,
            $"{title}: {string.Join("; ", rows.Select(row => $"{row.Name} {Describe(row.Interval, unit)}"))}",
            axis.Ticks.Select(tick => Vertical("grid", tick)),
            Vertical("zero", 0),
            axis.Ticks.Select(tick => Svg.Tick(Across(tick), bottom + 16, Width, Axis.Label(tick))),
            Svg.Text(Width / 2, bottom + Bottom - 6, "middle", unit.Name),
            rows.Select((row, i) => Interval(row.Name, row.Interval, i * Row))));

        double Across(double value) => Side + ((Width - (2 * Side)) * axis.Position(value));

        XElement Vertical(string kind, double value) => Svg.Path(kind, $"M{Svg.At(Across(value))} 0V{bottom}");

        // the name on one line, and the interval below it
        object[] Interval(string name, StudentInterval interval, int top) =>
        [
            Svg.Text(0, top + 14, "start", name),
            Svg.Path("line s0", $"M{Svg.At(Across((interval.Mean - interval.Half) / unit.Scale))} "
                + $"{top + 26}H{Svg.At(Across((interval.Mean + interval.Half) / unit.Scale))}"),
            Svg.Dot("s0", Across(interval.Mean / unit.Scale), top + 26),
        ];
    }

    private static string Describe(StudentInterval interval, (string Name, double Scale) unit) => string.Create(
        CultureInfo.InvariantCulture, $"{interval.Mean / unit.Scale:+0.00;-0.00} ± {interval.Half / unit.Scale:0.00}");
}
