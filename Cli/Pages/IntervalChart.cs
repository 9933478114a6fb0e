namespace Scratch.Cli.Pages;

/// <summary>Intervals beside each other around a line at zero, as a figure with an inline SVG.</summary>
internal static class IntervalChart
{
    private const int Width = 420, Row = 24, Left = 150, Right = 14, Top = 6, Bottom = 40;

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
        int height = Top + (rows.Count * Row) + Bottom;
        return Markup.Figure("chart", title, new XElement(
            "svg",
            new XAttribute("viewBox", $"0 0 {Width} {height}"),
            new XAttribute("role", "img"),
            new XAttribute("aria-label",
                $"{title}: {string.Join("; ", rows.Select(row => $"{row.Name} {Describe(row.Interval, unit)}"))}"),
            axis.Ticks.Select(tick => Path("grid", $"M{Across(tick)} {Top}V{height - Bottom}")),
            Path("zero", $"M{Across(0)} {Top}V{height - Bottom}"),
            axis.Ticks.Select(tick => Text(Across(tick), height - Bottom + 16, "middle", Axis.Label(tick))),
            Text(At(Left + ((Width - Left - Right) / 2.0)), height - 6, "middle", unit.Name),
            rows.Select((row, i) => Interval(row.Name, row.Interval, Top + (i * Row) + (Row / 2)))));

        string Across(double value) => At(Left + ((Width - Left - Right) * axis.Position(value)));

        object[] Interval(string name, StudentInterval interval, int y) =>
        [
            Text(At(Left - 8), y + 4, "end", name),
            Path("line s0", $"M{Across((interval.Mean - interval.Half) / unit.Scale)} "
                + $"{y}H{Across((interval.Mean + interval.Half) / unit.Scale)}"),
            new XElement("circle", Markup.Class("dot s0"), new XAttribute("cx", Across(interval.Mean / unit.Scale)),
                new XAttribute("cy", y), new XAttribute("r", 3)),
        ];
    }

    private static XElement Path(string kind, string path) =>
        new("path", Markup.Class(kind), new XAttribute("d", path));

    private static XElement Text(string x, int y, string anchor, string text) =>
        new("text", new XAttribute("x", x), new XAttribute("y", y), new XAttribute("text-anchor", anchor), text);

    private static string Describe(StudentInterval interval, (string Name, double Scale) unit) => string.Create(
        CultureInfo.InvariantCulture, $"{interval.Mean / unit.Scale:+0.00;-0.00} ± {interval.Half / unit.Scale:0.00}");

    private static string At(double place) => place.ToString("0.##", CultureInfo.InvariantCulture);
}
