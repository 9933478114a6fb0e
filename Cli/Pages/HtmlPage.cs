namespace Scratch.Cli.Pages;

/// <summary>
/// What every page has around what it is about: one HTML file that needs no other file, no script and no network.
/// </summary>
internal static class HtmlPage
{
    private static readonly HashSet<string> VoidElements = ["img", "meta"];

    /// <summary>A page, to be saved as UTF-8.</summary>
    /// <param name="title">What the browser calls it.</param>
    /// <param name="heading">The heading.</param>
    /// <param name="lead">The lines below it.</param>
    /// <param name="sections">What it is about.</param>
    /// <param name="footer">The last line.</param>
    public static string Render(string title, string heading, object[] lead, object?[] sections, string footer)
    {
        var page = new XElement(
            "html",
            new XAttribute("lang", "en"),
            new XElement(
                "head",
                new XElement("meta", new XAttribute("charset", "utf-8")),
                new XElement("meta", new XAttribute("name", "viewport"),
                    new XAttribute("content", "width=device-width, initial-scale=1")),
                new XElement("title", $"Scratch: {title}"),
                new XElement("style", StyleSheet())),
            new XElement(
                "body",
                new XElement("header", new XElement("h1", heading), new XElement("p", Markup.Class("lead"), lead)),
                new XElement("main", sections),
                new XElement("footer", new XElement("p", footer))));

        // XML's <td /> is an opening tag to HTML. What is empty gets an end tag, except where HTML forbids one.
        foreach (XElement element in page.DescendantsAndSelf()
            .Where(e => e.IsEmpty && !VoidElements.Contains(e.Name.LocalName)))
        {
            element.Value = "";
        }
        return $"<!DOCTYPE html>\n{page.ToString(SaveOptions.DisableFormatting)}\n";
    }

    /// <remarks>
    /// XML would escape the three characters it avoids, and HTML would not undo that inside a style element.
    /// </remarks>
    private static string StyleSheet()
    {
        using Stream stream = typeof(HtmlPage).Assembly.GetManifestResourceStream("page.css")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
