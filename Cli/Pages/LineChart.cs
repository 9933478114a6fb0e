namespace Scratch.Cli.Pages;

/// <summary>A line of a chart.</summary>
/// <param name="Name">What the legend calls it.</param>
/// <param name="Points">Its points, x ascending.</param>
internal sealed record Series(string Name, IReadOnlyList<(double X, double Y)> Points);

/// <summary>
/// Lines over updates, or over something else, as a figure with an inline SVG. Colours and fonts are the page's:
/// docs/decisions/0003-charts.md.
/// </summary>
internal static class LineChart
{
    private const int Width = 420, Height = 240; // in units of which the page shows about one to a pixel
    private const int Left = 50, Right = 12, Top = 10, Bottom = 40;
    private const int MaxPoints = 300; // more than the picture can tell apart
    private const int Styles = 4; // colours and dashes of page.css

    private const int PlotWidth = Width - Left - Right;
    private const int PlotHeight = Height - Top - Bottom;

    /// <summary>The figure of some lines.</summary>
    /// <param name="title">What is shown.</param>
    /// <param name="series">The lines. Values that are not finite are left out.</param>
    /// <param name="mayBeLogarithmic">Whether values that span more than a decade may be shown by their
    /// logarithms.</param>
    /// <param name="horizontal">What the lines are over.</param>
    public static XElement Render(
        string title, IReadOnlyList<Series> series, bool mayBeLogarithmic, string horizontal = "updates")
    {
        Series[] shown = [.. series.Select(Thin).Where(line => line.Points.Count > 0)];
        if (shown.Length == 0)
        {
            return Markup.Figure("chart", title, new XElement("p", Markup.Class("note"), "No figures were recorded."));
        }
        var points = shown.SelectMany(line => line.Points).ToArray();
        Axis x = Axis.UpTo(points.Max(point => point.X));
        Axis y = Axis.Around(points.Min(point => point.Y), points.Max(point => point.Y), mayBeLogarithmic);
        string caption = y.IsLogarithmic ? $"{title} (log scale)" : title;
        return Markup.Figure("chart", caption, Legend(shown), new XElement(
            "svg",
            new XAttribute("viewBox", $"0 0 {Width} {Height}"),
            new XAttribute("role", "img"),
            new XAttribute("aria-label", Describe(caption, shown)),
            HorizontalAxis(x, horizontal),
            VerticalAxis(y),
            shown.Select((line, i) => Line(line, i, x, y))));
    }

    /// <summary>Means of neighbouring points, few enough to draw: what is recorded are means already.</summary>
    private static Series Thin(Series line)
    {
        var finite = line.Points.Where(point => double.IsFinite(point.X) && double.IsFinite(point.Y)).ToArray();
        int perPoint = ((finite.Length - 1) / MaxPoints) + 1;
        return line with
        {
            Points = [.. finite.Chunk(perPoint).Select(chunk => (chunk[^1].X, chunk.Average(point => point.Y)))],
        };
    }

    private static XElement HorizontalAxis(Axis axis, string name) => new(
        "g",
        axis.Ticks.Select(tick => Text(Across(axis, tick), Height - Bottom + 16, "middle", Axis.Label(tick))),
        Text(Left + (PlotWidth / 2.0), Height - 6, "middle", name));

    private static XElement VerticalAxis(Axis axis) => new(
        "g",
        axis.Ticks.Select(tick =>
            new XElement("path", Markup.Class("grid"),
            new XAttribute("d", $"M{Left} {At(Down(axis, tick))}h{PlotWidth}"))),
        // 4: half of a digit's height
        axis.Ticks.Select(tick => Text(Left - 7, Down(axis, tick) + 4, "end", Axis.Label(tick))));

    private static XElement Line(Series line, int index, Axis x, Axis y)
    {
        if (line.Points.Count == 1)
        {
            return new XElement(
                "circle",
                Markup.Class($"dot s{index % Styles}"),
                new XAttribute("cx", At(Across(x, line.Points[0].X))),
                new XAttribute("cy", At(Down(y, line.Points[0].Y))),
                new XAttribute("r", 3));
        }
        string path = string.Join(' ', line.Points.Select(point => $"{At(Across(x, point.X))},{At(Down(y, point.Y))}"));
        return new XElement("polyline", Markup.Class($"line s{index % Styles}"), new XAttribute("points", path));
    }

    private static XElement Legend(Series[] lines) => new(
        "ul",
        Markup.Class("legend"),
        lines.Select((line, i) => new XElement(
            "li",
            new XElement(
                "svg",
                new XAttribute("viewBox", "0 0 28 10"),
                new XAttribute("aria-hidden", "true"),
                new XElement("path", Markup.Class($"line s{i % Styles}"), new XAttribute("d", "M1 5h26"))),
            Markup.Printable(line.Name))));

    private static string Describe(string caption, Series[] lines) => Markup.Printable(
        $"{caption}. " + string.Join("; ", lines.Select(line => $"{line.Name} from {Markup.Figure(line.Points[0].Y)} "
            + $"to {Markup.Figure(line.Points[^1].Y)}")));

    private static XElement Text(double x, double y, string anchor, string text) => new(
        "text", new XAttribute("x", At(x)), new XAttribute("y", At(y)), new XAttribute("text-anchor", anchor), text);

    private static double Across(Axis axis, double value) => Left + (axis.Position(value) * PlotWidth);

    private static double Down(Axis axis, double value) => Top + ((1 - axis.Position(value)) * PlotHeight);

    private static string At(double coordinate) => coordinate.ToString("0.#", CultureInfo.InvariantCulture);
}
