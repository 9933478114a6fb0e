using System.Text;
using System.Xml;

namespace Scratch.Cli.Pages;

/// <summary>
/// The pieces that pages are written with. Elements are XML, so what is put into them is escaped and what comes out is
/// well formed.
/// </summary>
internal static class Markup
{
    /// <summary>The attribute <c>class</c>.</summary>
    public static XAttribute Class(string name) => new("class", name);

    /// <summary>A figure with its caption on top.</summary>
    public static XElement Figure(string kind, string caption, params object?[] content) =>
        new("figure", Class(kind), new XElement("figcaption", caption), content);

    /// <summary>A section with its heading.</summary>
    public static XElement Section(string heading, params object?[] content) =>
        new("section", new XElement("h2", heading), content);

    /// <summary>What may be wider than a narrow screen scrolls by itself, by keyboard too.</summary>
    private static XElement Wide(string label, XElement content) => new(
        "div",
        Class("wide"),
        new XAttribute("role", "region"),
        new XAttribute("tabindex", 0),
        new XAttribute("aria-label", label),
        content);

    /// <summary>A table.</summary>
    /// <param name="kind">Its class.</param>
    /// <param name="caption">What it is about.</param>
    /// <param name="head">The headings of the columns; null above the rows' own.</param>
    /// <param name="rows">The heading of each row and its cells: text, or elements td.</param>
    /// <param name="foot">A last row, such as means; null for none.</param>
    public static XElement Table(
        string kind, string caption, object?[] head, IEnumerable<object?[]> rows, object?[]? foot = null) =>
        Wide(caption, new XElement(
            "table",
            Class(kind),
            new XElement("caption", caption),
            head.Length == 0 ? null : new XElement(
                "thead",
                new XElement("tr", head.Select(name => name switch
                {
                    null => new XElement("td"),
                    XElement cell => cell,
                    _ => Header("col", name),
                }))),
            new XElement("tbody", rows.Select(Row)),
            foot is null ? null : new XElement("tfoot", Row(foot))));

    /// <summary>The heading of a row or of columns.</summary>
    public static XElement Header(string scope, params object?[] content) =>
        new("th", new XAttribute("scope", scope), content);

    private static XElement Row(object?[] cells) => new(
        "tr",
        Header("row", cells[0]),
        cells[1..].Select(cell => cell is XElement { Name.LocalName: "td" } td ? td : new XElement("td", cell)));

    /// <summary>A PNG file inside the page.</summary>
    public static XElement Image(byte[] png, string alternative, int width, int height) => new(
        "img",
        new XAttribute("src", "data:image/png;base64," + Convert.ToBase64String(png)),
        new XAttribute("alt", alternative),
        new XAttribute("width", width),
        new XAttribute("height", height));

    /// <summary>A share as text without its unit: 0.9812 is 98.12.</summary>
    public static string Hundredths(double share) => (share * 100).ToString("0.00", CultureInfo.InvariantCulture);

    /// <summary>A share as text: 0.9812 is 98.12 %.</summary>
    public static string Percent(double share) =>
        double.IsFinite(share) ? $"{Hundredths(share)}\u00A0%" : "none";

    /// <summary>A whole number as text: 10000 is 10,000.</summary>
    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A figure as text, with four digits.</summary>
    public static string Figure(double value) => Math.Abs(value) >= 1000
        ? value.ToString("N0", CultureInfo.InvariantCulture)
        : value.ToString("G4", CultureInfo.InvariantCulture);

    /// <summary>A time as text, with one digit of a second.</summary>
    public static string Seconds(double seconds) => seconds.ToString("#,0.0", CultureInfo.InvariantCulture);

    /// <summary>An option's value as text, with all its digits.</summary>
    public static string Number(float value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>
    /// Text from outside with what XML can't hold (control characters, halves of surrogate pairs) replaced by U+FFFD.
    /// </summary>
    public static string Printable(string text)
    {
        var result = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes()) // halves of pairs come out of it as U+FFFD
        {
            bool canBeHeld = rune.Value > char.MaxValue || XmlConvert.IsXmlChar((char)rune.Value);
            result.Append(canBeHeld ? rune.ToString() : Rune.ReplacementChar.ToString());
        }
        return result.ToString();
    }
}
