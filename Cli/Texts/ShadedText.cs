using Scratch.Adversarial.Domains.Text;
using Scratch.Cli.Pages;

namespace Scratch.Cli.Texts;

/// <summary>A text as a paragraph of a page, each character shaded by what it contributes to the logit.</summary>
internal static class ShadedText
{
    private const int Around = 300; // characters that are shown on either side of the window
    private const int Levels = 6;
    private const float Deepest = 0.75f; // opacity

    /// <summary>The paragraph.</summary>
    /// <param name="text">The text.</param>
    /// <param name="explanation">Its explanation.</param>
    public static XElement Render(string text, TextExplanation explanation)
    {
        FoundWindow window = explanation.Window;
        int first = Math.Max(0, window.Start - Around),
            end = Math.Min(text.Length, window.Start + window.Length + Around);
        float largest = Math.Max(explanation.Characters.Select(Math.Abs).DefaultIfEmpty().Max(), float.Epsilon);
        var paragraph = new XElement("p", Markup.Class("shaded"), first > 0 ? "… " : "");
        for (int start = first, next; start < end; start = next)
        {
            int level = Level(start);
            for (next = start + 1; next < end && (Level(next) == level || char.IsLowSurrogate(text[next]));)
            {
                next++;
            }
            string part = Markup.Printable(text[start..next]);
            float tint = Deepest * Math.Abs(level) / Levels;
            paragraph.Add(level == 0 ? part : new XElement(
                "span", Markup.Class(level > 0 ? "for" : "against"),
                new XAttribute("style", $"--tint: {tint.ToString("0.##", CultureInfo.InvariantCulture)}"), part));
        }
        paragraph.Add(end < text.Length ? " …" : "");
        return paragraph;

        int Level(int index) => index < window.Start || index >= window.Start + window.Length ? 0
            : (int)MathF.Round(Levels * explanation.Characters[index - window.Start] / largest);
    }
}
