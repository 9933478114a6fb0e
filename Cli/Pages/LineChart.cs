namespace Scratch.Cli.Pages;

/// <summary>A line of a chart.</summary>
/// <param name="Name">What the legend calls it.</param>
/// <param name="Points">Its points, x ascending.</param>
internal sealed record Series(string Name, IReadOnlyList<(double X, double Y)> Points);

/// <summary>
/// Lines over updates, or over something else, as a figure with an inline SVG.
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
    /// <param name="across">The axis of that; null for one from 0 to the last point.</param>
    public static XElement Render(
        string title, IReadOnlyList<Series> series, bool mayBeLogarithmic, string horizontal = "updates",
        Axis? across = null)
    {
        Series[] shown = [.. series.Select(Thin).Where(line => line.Points.Count > 0)];
        if (shown.Length == 0)
        {
            return Markup.Figure("chart", title, new XElement("p", Markup.Class("note"), "No figures were recorded."));
        }
        var points = shown.SelectMany(line => line.Points).ToArray();
        Axis x = across ?? Axis.UpTo(points.Max(point => point.X));
        Axis y = Axis.Around(points.Min(point => point.Y), points.Max(point => point.Y), mayBeLogarithmic);
        string caption = y.IsLogarithmic ? $"{title} (log scale)" : title;
        return Markup.Figure(
            "chart",
            caption,
            Svg.Legend(shown.Select((line, i) => (line.Name, Svg.Path($"line s{i % Styles}", "M1 5h26")))),
            Svg.Drawing(
                Width,
                Height,
                Describe(caption, shown),
                x.Ticks.Select(tick => Svg.Tick(Across(x, tick), Height - Bottom + 16, Width, Axis.Label(tick))),
                Svg.Text(Left + (PlotWidth / 2.0), Height - 6, "middle", horizontal),
                y.Ticks.Select(tick => Svg.Path("grid", $"M{Left} {Svg.At(Down(y, tick))}h{PlotWidth}")),
                // 4: half of a digit's height
                y.Ticks.Select(tick => Svg.Text(Left - 7, Down(y, tick) + 4, "end", Axis.Label(tick))),
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

    private static XElement Line(Series line, int index, Axis x, Axis y)
    {
        string kind = $"s{index % Styles}";
        var points = line.Points.Select(point => (X: Across(x, point.X), Y: Down(y, point.Y))).ToArray();
        return points.Length == 1 ? Svg.Dot(kind, points[0].X, points[0].Y) : new XElement(
            "polyline",
            Markup.Class($"line {kind}"),
            new XAttribute("points", string.Join(' ', points.Select(at => $"{Svg.At(at.X)},{Svg.At(at.Y)}"))));
    }

    private static string Describe(string caption, Series[] lines) => $"{caption}. " + string.Join("; ", lines.Select(
        line => $"{line.Name} from {Markup.Figure(line.Points[0].Y)} to {Markup.Figure(line.Points[^1].Y)}"));

    private static double Across(Axis axis, double value) => Left + (axis.Position(value) * PlotWidth);

    private static double Down(Axis axis, double value) => Top + ((1 - axis.Position(value)) * PlotHeight);
}
