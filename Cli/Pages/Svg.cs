namespace Scratch.Cli.Pages;

/// <summary>The pieces of a chart. Colours and fonts are the page's: docs/decisions/0003-charts.md.</summary>
internal static class Svg
{
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
