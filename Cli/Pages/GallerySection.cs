using System.Xml.Linq;
using Scratch.Adversarial.Runs.Output;
using Scratch.Adversarial.Runs.Pipeline;

namespace Scratch.Cli.Pages;

/// <summary>Generated samples, and adversarial ones beside what they were made from.</summary>
internal static class GallerySection
{
    private const int SampleColumns = 10;
    private const int SampleZoom = 2;
    private const int TileSide = 56; // on the page, in CSS pixels; the file has one pixel per pixel

    /// <summary>The section.</summary>
    public static XElement Render(RunResult result)
    {
        Gallery gallery = result.Gallery;
        return Markup.Section(
            "Samples",
            gallery.Samples is { } samples ? Samples(gallery, samples) : null,
            gallery is { PixelAdversarial: null, Reconstructions: null } ? null : Examples(result, gallery));
    }

    private static XElement Samples(Gallery gallery, Matrix samples)
    {
        byte[] png = Picture.Grid(samples, gallery.Height, gallery.Width, SampleColumns, SampleZoom);
        int rows = (samples.Rows + SampleColumns - 1) / SampleColumns;
        return Markup.Figure(
            "samples",
            $"{samples.Rows} samples that the generator makes of new prompts, not chosen",
            Markup.Image(
                png,
                $"A grid of {samples.Rows} generated pictures",
                SampleColumns * (gallery.Width + 1) * SampleZoom,
                rows * (gallery.Height + 1) * SampleZoom));
    }

    private static object[] Examples(RunResult result, Gallery gallery) =>
    [
        new XElement("h3", "Examples, and what was made of them"),
        new XElement(
            "p",
            $"The first {gallery.Labels.Count} examples of the validation part, not chosen. ",
            gallery.PixelAdversarial is null ? null : Explain("Attacked pixels", PixelAttack(result)),
            gallery.Reconstructions is null ? null : Explain("Reconstruction", "what the generator makes of the example's prompt."),
            gallery.PromptAdversarial is null ? null : Explain("Adversarial prompt", PromptAttack(result))),
        Markup.Wide("Adversarial examples", Table(gallery)),
        new XElement("p", Markup.Class("note"), "✓ the true class, ✗ another one."),
    ];

    private static object[] Explain(string row, string meaning) => [new XElement("b", $"{row}: "), $"{meaning} "];

    private static string PixelAttack(RunResult result) => HeadlineSection.Describe(result.Report.Attack, "pixels in [0, 1]")
        + (result.Report.Baseline is null ? ", made against the classifier." : ", made against the baseline and then shown to both classifiers.");

    private static string PromptAttack(RunResult result) => "what it makes of the prompt after "
        + $"{HeadlineSection.Describe(result.Configuration.Classifier.Mixture.PromptAttack, "prompt space")}, "
        + "made against the classifier, through the generator.";

    private static XElement Table(Gallery gallery) => new(
        "table",
        Markup.Class("examples"),
        new XElement("thead", new XElement("tr", Markup.RowHeader("True class"), gallery.Labels.Select(label => Markup.ColumnHeader(label)))),
        new XElement(
            "tbody",
            Pictures("Original", gallery, gallery.Originals),
            Pictures("Attacked pixels", gallery, gallery.PixelAdversarial),
            Predictions("classifier", gallery, gallery.ClassifierPredictions),
            Predictions("baseline", gallery, gallery.BaselinePredictions),
            Pictures("Reconstruction", gallery, gallery.Reconstructions),
            Pictures("Adversarial prompt", gallery, gallery.PromptAdversarial),
            Predictions("classifier", gallery, gallery.PromptPredictions)));

    private static XElement? Pictures(string kind, Gallery gallery, Matrix? shown) => shown is not { } images ? null : new(
        "tr",
        Markup.RowHeader(kind),
        gallery.Labels.Select((label, i) => new XElement("td", Markup.Image(
            Picture.Grid(images.SliceRows(i, 1), gallery.Height, gallery.Width, columns: 1, zoom: 1),
            $"{kind}, of class {label}",
            TileSide,
            Math.Max(1, TileSide * gallery.Height / gallery.Width)))));

    private static XElement? Predictions(string classifier, Gallery gallery, IReadOnlyList<int>? predictions) => predictions is null ? null : new(
        "tr",
        Markup.Class("predictions"),
        Markup.RowHeader(classifier),
        gallery.Labels.Zip(predictions, (label, prediction) => label == prediction
            ? Verdict("right", prediction, "✓")
            : Verdict("wrong", prediction, "✗")));

    private static XElement Verdict(string word, int prediction, string sign) => new(
        "td",
        Markup.Class(word),
        $"{prediction} ",
        new XElement("span", new XAttribute("role", "img"), new XAttribute("aria-label", word), sign));
}
