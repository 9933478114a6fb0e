using System.Globalization;
using System.Text;
using System.Xml.Linq;
using Scratch.Engine;

namespace Scratch.Benchmarks.Ring;

/// <summary>
/// A small picture for every variant, samples of the first seed in blue over points of the ring in grey, as one SVG.
/// </summary>
internal static class RingPicture
{
    private const int PicturesInRow = 6, Side = 130, Caption = 18, Dots = 400;
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    public static string Draw(IReadOnlyList<RingOutcome> outcomes)
    {
        int rows = (outcomes.Count + PicturesInRow - 1) / PicturesInRow;
        Matrix points = RingData.Create(Dots, new RandomStream(0)).Inputs;
        var picture = new XElement(
            Svg + "svg",
            new XAttribute("viewBox", $"0 0 {PicturesInRow * Side} {rows * (Side + Caption)}"),
            new XAttribute("font-family", "sans-serif"),
            new XAttribute("font-size", 8.5),
            new XElement(Svg + "title", "Samples of every kind of adversarial training on a ring of eight Gaussians"),
            new XElement(Svg + "rect", new XAttribute("width", "100%"), new XAttribute("height", "100%"),
                new XAttribute("fill", "#fff")),
            new XElement(Svg + "defs", new XElement(Svg + "g", new XAttribute("id", "ring"), Cloud(points, "#bbb", 3))),
            outcomes.Select((outcome, i) => new XElement(
                Svg + "g",
                new XAttribute("transform",
                    $"translate({i % PicturesInRow * Side} {i / PicturesInRow * (Side + Caption)})"),
                new XElement(
                    Svg + "text", new XAttribute("x", Side / 2), new XAttribute("y", Caption - 5),
                        new XAttribute("text-anchor", "middle"), outcome.Variant.Name),
                new XElement(Svg + "use", new XAttribute("href", "#ring")),
                Cloud(outcome.Samples[0].SliceRows(0, Dots), "#0b62a4", 1.6))));
        return picture + "\n";
    }

    /// <summary>Round dots: ends of lines without a length.</summary>
    private static XElement Cloud(Matrix points, string colour, double size)
    {
        var path = new StringBuilder();
        for (int i = 0; i < points.Rows; i++)
        {
            path.Append(CultureInfo.InvariantCulture,
                $"M{Side * points[i, 0]:0.#} {Caption + (Side * points[i, 1]):0.#}h0");
        }
        return new XElement(
            Svg + "path",
            new XAttribute("d", path),
            new XAttribute("stroke", colour),
            new XAttribute("stroke-width", size),
            new XAttribute("stroke-linecap", "round"));
    }
}
