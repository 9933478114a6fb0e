namespace Scratch.Cli.Pages;

/// <summary>Shares beside each other as horizontal bars, as a figure with an inline SVG.</summary>
internal static class BarChart
{
    private const int Width = 420, Row = 38, Side = 14, Bottom = 24, Thickness = 10;
    private const int MostOfName = 48; // characters

    /// <summary>The figure of some shares.</summary>
    /// <param name="title">What is shown.</param>
    /// <param name="rows">Names and shares, in the order from above.</param>
    public static XElement Render(string title, IReadOnlyList<(string Name, double Share)> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        Axis axis = Axis.Around(0, Math.Max(rows.Select(row => row.Share).DefaultIfEmpty().Max(), 0.01), false);
        int bottom = rows.Count * Row;
        return Markup.Figure("chart", title, Svg.Drawing(
            Width,
            bottom + Bottom,
            $"{title}: {string.Join("; ", rows.Select(row => $"{row.Name} {Markup.Percent(row.Share)}"))}",
            axis.Ticks.Select(tick => Svg.Path("grid", $"M{Svg.At(Across(tick))} 0V{bottom}")),
            axis.Ticks.Select(tick => Svg.Tick(Across(tick), bottom + 16, Width, Axis.Label(tick))),
            rows.Select((row, i) => Bar(row.Name, row.Share, i * Row))));

        double Across(double value) => Side + ((Width - (2 * Side)) * axis.Position(value));

        // the name on one line, and the bar below it
        object[] Bar(string name, double share, int top) =>
        [
            Svg.Text(Side, top + 14, "start",
                Markup.Printable(name.Length > MostOfName ? $"{name[..MostOfName]}…" : name)
                + $" {Markup.Percent(share)}"),
            Svg.Path("bar", $"M{Side} {top + 20}H{Svg.At(Across(share))}v{Thickness}H{Side}z"),
        ];
    }
}
