namespace Scratch.Cli.Pages;

/// <summary>
/// Prompts in the plane of their two first principal components, as an inline SVG: each example stands there as the
/// number of its class, in its colour.
/// </summary>
internal static class PromptMap
{
    private const int Side = 420, Margin = 12; // in units of which the page shows about one to a pixel
    private const int Colours = 10; // of page.css
    // The farthest decide how large the others are drawn, unless they lie far beyond these.
    private const double Inside = 0.98, Far = 2, Room = 1.25;

    /// <summary>The figure, with a legend.</summary>
    /// <param name="map">Where the prompts lie.</param>
    /// <param name="labels">The class of each.</param>
    /// <param name="domain">Names the classes.</param>
    public static XElement Render(PrincipalPlane map, IReadOnlyList<int> labels, Domain domain)
    {
        Matrix points = map.Points;
        float[] sizes = [.. points.Span.ToArray().Select(MathF.Abs).Order()];
        double usual = sizes[(int)(Inside * (sizes.Length - 1))];
        double reach = Math.Max(1e-6, usual > 0 && sizes[^1] > Far * usual ? Room * usual : sizes[^1]);
        int beyond = Enumerable.Range(0, points.Rows).Count(row => MathF.Abs(points[row, 0]) > reach
            || MathF.Abs(points[row, 1]) > reach);
        string share = (100 * map.Share).ToString("0", CultureInfo.InvariantCulture);
        return Markup.Figure(
            "chart map",
            $"Where prompts lie: the means of {points.Rows} validation examples, along the two directions in which "
                + $"they differ most ({share}\u00A0% of their variance)",
            Svg.Legend(labels.Distinct().Order().Select(c => (
                domain.ClassName(c) is var name && name == $"{c}" ? "" : name, Mark(c, 14, 5)))),
            Svg.Drawing(
                Side,
                Side,
                $"A map of the prompts of {points.Rows} examples, each shown as its class",
                Svg.Path("grid", $"M.5 .5h{Side - 1}v{Side - 1}h{1 - Side}z"),
                Enumerable.Range(0, points.Rows).Select(row =>
                    Mark(labels[row], At(points[row, 0]), At(-points[row, 1])))),
            beyond == 0 ? null : new XElement("p", Markup.Class("note"),
                $"{beyond} of them lie farther out than the picture reaches, and stand at its edge."));

        // the same both ways: distances are to be compared
        double At(float value) => (Side / 2) + (((Side / 2) - Margin) * Math.Clamp(value / reach, -1, 1));
    }

    private static XElement Mark(int label, double x, double y) => new(
        "text",
        Markup.Class($"c{label % Colours}"),
        new XAttribute("x", x.ToString("0", CultureInfo.InvariantCulture)),
        new XAttribute("y", y.ToString("0", CultureInfo.InvariantCulture)),
        label);
}
