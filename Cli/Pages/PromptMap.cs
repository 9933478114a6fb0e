namespace Scratch.Cli.Pages;

/// <summary>
/// Prompts in the plane of their two first principal components, as an inline SVG: each example stands there as its
/// class.
/// </summary>
/// <remarks>A figure that is its own legend, and needs its colours for no more than a quicker look.</remarks>
internal static class PromptMap
{
    private const int Side = 420, Margin = 12; // in units of which the page shows about one to a pixel
    private const int Colours = 10; // of page.css

    public static XElement Render(PromptGallery prompts)
    {
        Matrix points = prompts.Map.Points;
        float reach = 0;
        for (int row = 0; row < points.Rows; row++)
        {
            reach = MathF.Max(reach, MathF.Max(MathF.Abs(points[row, 0]), MathF.Abs(points[row, 1])));
        }
        float scale = reach > 0 ? ((Side / 2) - Margin) / reach : 0; // the same both ways: distances are to be compared
        string share = (100 * prompts.Map.Share).ToString("0", CultureInfo.InvariantCulture);
        return Markup.Figure(
            "chart map",
            $"Where prompts lie: the means of {points.Rows} validation examples, along the two directions in which "
                + $"they differ most ({share}\u00A0% of their variance)",
            new XElement(
                "svg",
                new XAttribute("viewBox", $"0 0 {Side} {Side}"),
                new XAttribute("role", "img"),
                new XAttribute("aria-label",
                    $"A map of the prompts of {points.Rows} examples, each shown as its class"),
                Enumerable.Range(0, points.Rows).Select(row => new XElement(
                    "text",
                    Markup.Class($"c{prompts.MapLabels[row] % Colours}"),
                    new XAttribute("x", At((Side / 2) + (scale * points[row, 0]))),
                    new XAttribute("y", At((Side / 2) - (scale * points[row, 1]))),
                    prompts.MapLabels[row]))));
    }

    private static string At(float coordinate) => coordinate.ToString("0", CultureInfo.InvariantCulture);
}
