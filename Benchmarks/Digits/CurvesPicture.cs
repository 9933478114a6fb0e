using System.Globalization;
using System.Xml.Linq;

namespace Scratch.Benchmarks.Digits;

/// <summary>
/// A small picture for every candidate, its error over the epochs in colour before those of all others in grey, as one
/// SVG.
/// </summary>
internal static class CurvesPicture
{
    private const int PicturesInRow = 4, Width = 210, Height = 150; // in pixels, of one of them
    private const int Left = 38, Right = 8, Top = 24, Bottom = 22;
    private const double LowestError = 0.015, HighestError = 0.2; // what is worse is outside
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";
    private static readonly double[] Marks = [0.02, 0.05, 0.1, 0.2];

    public static string Draw(IReadOnlyList<Outcome> outcomes)
    {
        int rows = (outcomes.Count + PicturesInRow - 1) / PicturesInRow;
        double[][] curves = [.. outcomes.Select(MeanErrors)];
        var picture = new XElement(
            Svg + "svg",
            new XAttribute("viewBox", $"0 0 {PicturesInRow * Width} {rows * Height}"),
            new XAttribute("font-family", "sans-serif"),
            new XAttribute("font-size", 10),
            new XElement(Svg + "title",
                "Errors on the validation part over the epochs, mean of the seeds, logarithmic"),
            new XElement(Svg + "rect", new XAttribute("width", "100%"), new XAttribute("height", "100%"),
                new XAttribute("fill", "#fff")),
            new XElement(Svg + "defs",
                new XElement(Svg + "g", new XAttribute("id", "all"), curves.Select(curve => Line(curve, "#ccc", 1)))),
            outcomes.Select((outcome, i) => new XElement(
                Svg + "g",
                new XAttribute("transform", $"translate({i % PicturesInRow * Width} {i / PicturesInRow * Height})"),
                Frame(outcome, curves[0].Length),
                new XElement(Svg + "use", new XAttribute("href", "#all")),
                Line(curves[i], "#0b62a4", 2))));
        return picture + "\n";
    }

    private static double[] MeanErrors(Outcome outcome) =>
        [.. Enumerable.Range(1, outcome.Curves[0].Length).Select(epoch => 1 - outcome.Validation(epoch))];

    private static IEnumerable<XElement> Frame(Outcome outcome, int epochs) =>
    [
        Text(Left, Top - 9, "start", outcome.Candidate.Name, 12),
        .. Marks.Select(mark => new XElement(
            Svg + "path", new XAttribute("d", $"M{Left} {At(Down(mark))}H{Width - Right}"),
                new XAttribute("stroke", "#eee"))),
        .. Marks.Select(mark =>
            Text(Left - 4, Down(mark) + 3, "end", (100 * mark).ToString("0 '%'", CultureInfo.InvariantCulture), 10)),
        Text(Across(1, epochs), Height - 8, "middle", "1", 10),
        Text(Across(epochs, epochs), Height - 8, "middle", epochs.ToString(CultureInfo.InvariantCulture), 10),
        Text((Left + Width - Right) / 2.0, Height - 8, "middle", "epochs", 10),
    ];

    private static XElement Line(double[] errors, string colour, int width) => new(
        Svg + "polyline",
        new XAttribute("points",
            string.Join(' ', errors.Select((error, i) => $"{At(Across(i + 1, errors.Length))},{At(Down(error))}"))),
        new XAttribute("fill", "none"),
        new XAttribute("stroke", colour),
        new XAttribute("stroke-width", width));

    private static XElement Text(double x, double y, string anchor, string text, int size) => new(
        Svg + "text", new XAttribute("x", At(x)), new XAttribute("y", At(y)), new XAttribute("text-anchor", anchor),
            new XAttribute("font-size", size), text);

    private static double Across(int epoch, int epochs) =>
        Left + ((Width - Left - Right) * (epoch - 1.0) / Math.Max(1, epochs - 1));

    private static double Down(double error)
    {
        double share = Math.Log(Math.Clamp(error, LowestError, HighestError) / LowestError) / Math.Log(
            HighestError / LowestError);
        return Height - Bottom - ((Height - Top - Bottom) * share);
    }

    private static string At(double coordinate) => coordinate.ToString("0.#", CultureInfo.InvariantCulture);
}
