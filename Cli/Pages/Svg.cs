namespace Scratch.Cli.Pages;

/// <summary>The pieces of a chart. Colours and fonts are the page's: docs/decisions/0003-charts.md.</summary>
internal static class Svg
{
    private const double DigitWidth = 9; // of the largest text of a chart, that of a telephone

    /// <summary>A drawing, told in words to those who can't see it, of about a pixel for each unit.</summary>
    public static XElement Drawing(int width, int height, string words, params object?[] content) => new(
        "svg",
        new XAttribute("viewBox", $"0 0 {width} {height}"),
        new XAttribute("role", "img"),
        new XAttribute("aria-label", Markup.Printable(words)),
        content);

    /// <summary>Text that begins, ends or has its middle at a point.</summary>
    public static XElement Text(double x, double y, string anchor, string text) => new(
        "text", new XAttribute("x", At(x)), new XAttribute("y", At(y)), new XAttribute("text-anchor", anchor), text);

    /// <summary>A number below its place on an axis, moved inwards where it would stick out of the picture.</summary>
    /// <param name="x">The place.</param>
    /// <param name="y">The base line.</param>
    /// <param name="width">The width of the picture.</param>
    /// <param name="text">The number.</param>
    public static XElement Tick(double x, double y, double width, string text)
    {
        double half = text.Length * DigitWidth / 2;
        return x + half > width ? Text(width, y, "end", text)
            : x - half < 0 ? Text(0, y, "start", text)
            : Text(x, y, "middle", text);
    }

    /// <summary>A path.</summary>
    public static XElement Path(string kind, string path) => new("path", Markup.Class(kind), new XAttribute("d", path));

    /// <summary>A dot.</summary>
    public static XElement Dot(string kind, double x, double y) => new(
        "circle", Markup.Class($"dot {kind}"), new XAttribute("cx", At(x)), new XAttribute("cy", At(y)),
        new XAttribute("r", 3));

    /// <summary>What the lines or marks of a chart are called: of each the name, and a drawing of it.</summary>
    public static XElement Legend(IEnumerable<(string Name, XElement Mark)> entries) => new(
        "ul",
        Markup.Class("legend"),
        entries.Select(entry => new XElement(
            "li",
            new XElement("svg", new XAttribute("viewBox", "0 0 28 10"), new XAttribute("aria-hidden", "true"),
                entry.Mark),
            Markup.Printable(entry.Name))));

    /// <summary>A coordinate.</summary>
    public static string At(double coordinate) => coordinate.ToString("0.##", CultureInfo.InvariantCulture);
}
