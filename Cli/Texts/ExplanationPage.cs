using Scratch.Adversarial.Domains.Text;
using Scratch.Cli.Pages;

namespace Scratch.Cli.Texts;

/// <summary>The page about one text: what spoke for what a detector says of it.</summary>
internal static class ExplanationPage
{
    private const int Strongest = 20;

    /// <summary>The page, to be saved as UTF-8.</summary>
    /// <param name="detector">What the detector was asked for by.</param>
    /// <param name="text">The text.</param>
    /// <param name="explanation">Its explanation.</param>
    public static string Render(string detector, string text, TextExplanation explanation) => HtmlPage.Render(
        "explanation",
        "What spoke for it",
        ["Detector ", new XElement("b", Markup.Printable(detector)), ", score ",
            new XElement("b", Markup.Figure(explanation.Window.Score)), "."],
        [
            ShadedText.Render(text, explanation),
            Markup.Table(
                "words", "The words that contribute most to the logit", ["Word", "Contribution"],
                explanation.Words.OrderByDescending(word => word.Contribution).Take(Strongest)
                    .Select(word => (object?[])[Markup.Printable(word.Word), Markup.Figure(word.Contribution)])),
        ],
        "Of the window with the largest logit. Characters that speak for it and against it have different colours.");
}
