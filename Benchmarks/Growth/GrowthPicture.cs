using System.Globalization;
using System.Xml.Linq;

namespace Scratch.Benchmarks.Growth;

/// <summary>For every variable a plot of time and below it one of memory, all axes logarithmic, as one SVG.</summary>
internal static class GrowthPicture
{
    private const int Width = 196, Height = 190; // in pixels, of one plot
    private const int Left = 44, Right = 16, Top = 26, Bottom = 36;
    private const int Legend = 18; // pixels below the plots
    private const double Mebibyte = 1 << 20;
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    private static readonly Quantity Time = new("time", "#0b62a4", "none", point => 1e3 * point.Seconds);
    private static readonly Quantity[] Memory =
    [
        new("parameters, gradients, moments", "#0b62a4", "none", point => point.Learned / Mebibyte),
        new("activations", "#c4500c", "6 2", point => point.Activations / Mebibyte),
        new("data", "#4a7a1c", "2 2", point => point.Data / Mebibyte),
    ];

    public static string Draw(IReadOnlyList<GrowthCurve> curves) => new XElement(
        Svg + "svg",
        new XAttribute("viewBox", $"0 0 {curves.Count * Width} {(2 * Height) + Legend}"),
        new XAttribute("font-family", "sans-serif"),
        new XAttribute("font-size", 10),
        new XElement(Svg + "title", "Time and memory of a training over its sizes, all axes logarithmic"),
        new XElement(Svg + "rect", new XAttribute("width", "100%"), new XAttribute("height", "100%"),
            new XAttribute("fill", "#fff")),
        curves.Select((curve, i) =>
            Plot(i, 0, curve, $"ms of {(curve.Timed == "epoch" ? "an" : "a")} {curve.Timed}", Range.Of(curves, Time),
            Time)),
        curves.Select((curve, i) => Plot(i, 1, curve, "MiB", Range.Of(curves, Memory), Memory)),
        Memory.Select((quantity, i) => Key(quantity, Left + (220 * i), (2 * Height) + (Legend / 2)))) + "\n";

    private static XElement Plot(
        int column, int row, GrowthCurve curve, string unit, Range down, params IReadOnlyList<Quantity> quantities)
    {
        var across = new Range(curve.Points[0].Value, curve.Points[^1].Value);
        return new XElement(
            Svg + "g",
            new XAttribute("transform", $"translate({column * Width} {row * Height})"),
            Text(Left, Top - 9, "start", unit),
            down.Decades.Select(mark => new XElement(
                Svg + "path", new XAttribute("d", $"M{Left} {At(Down(down, mark))}H{Width - Right}"),
                    new XAttribute("stroke", "#eee"))),
            down.Decades.Select(mark =>
                Text(Left - 4, Down(down, mark) + 3, "end", mark.ToString("#,0.###", CultureInfo.InvariantCulture))),
            curve.Points.Where((_, i) => i % 2 == 0).Select(point => Text(
                Across(across, point.Value), Height - Bottom + 13, "middle",
                    point.Value.ToString(CultureInfo.InvariantCulture))),
            Text((Left + Width - Right) / 2.0, Height - 8, "middle", curve.Variable),
            quantities.Select(quantity => Line(
                quantity,
                curve.Points.Select(point => (Across(across, point.Value), Down(down, quantity.Of(point)))))));
    }

    private static XElement Key(Quantity quantity, double x, double y) => new(
        Svg + "g", Line(quantity, [(x, y), (x + 24, y)]), Text(x + 30, y + 3, "start", quantity.Name));

    private static XElement Line(Quantity quantity, IEnumerable<(double X, double Y)> points) => new(
        Svg + "polyline",
        new XAttribute("points", string.Join(' ', points.Select(point => $"{At(point.X)},{At(point.Y)}"))),
        new XAttribute("fill", "none"),
        new XAttribute("stroke", quantity.Colour),
        new XAttribute("stroke-dasharray", quantity.Dashes),
        new XAttribute("stroke-width", 2));

    private static XElement Text(double x, double y, string anchor, string text) => new(
        Svg + "text", new XAttribute("x", At(x)), new XAttribute("y", At(y)), new XAttribute("text-anchor", anchor),
            text);

    private static double Across(Range range, double value) => Left + ((Width - Left - Right) * range.Share(value));

    private static double Down(Range range, double value) =>
        Height - Bottom - ((Height - Top - Bottom) * range.Share(value));

    private static string At(double coordinate) => coordinate.ToString("0.#", CultureInfo.InvariantCulture);

    private sealed record Quantity(string Name, string Colour, string Dashes, Func<GrowthPoint, double> Of);

    /// <summary>From where to where an axis goes, both above 0.</summary>
    private readonly record struct Range(double Lowest, double Highest)
    {
        public IEnumerable<double> Decades
        {
            get
            {
                for (double mark = Lowest; mark < 1.01 * Highest; mark *= 10)
                {
                    yield return mark;
                }
            }
        }

        /// <summary>Whole decades around all values of some quantities.</summary>
        public static Range Of(IEnumerable<GrowthCurve> curves, params IReadOnlyList<Quantity> quantities)
        {
            double[] values = [.. curves.SelectMany(curve => curve.Points)
                .SelectMany(point => quantities.Select(quantity => quantity.Of(point)))];
            return new(Math.Pow(10, Math.Floor(Math.Log10(values.Min()))),
                Math.Pow(10, Math.Ceiling(Math.Log10(values.Max()))));
        }

        public double Share(double value) => Math.Log(value / Lowest) / Math.Log(Highest / Lowest);
    }
}
