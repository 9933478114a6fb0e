namespace Scratch.Cli.Pages;

/// <summary>Generated samples, and adversarial ones beside what they were made from.</summary>
internal static class GallerySection
{
    private const int SampleColumns = 10;

    /// <summary>The section.</summary>
    public static XElement Render(RunResult result)
    {
        Gallery gallery = result.Gallery;
        return Markup.Section(
            "Samples",
            gallery.Samples is { } samples ? Samples(gallery, samples) : null,
            gallery is { PixelAdversarial: null, Reconstructions: null } ? null : Examples(result, gallery));
    }

    private static XElement Samples(Gallery gallery, Matrix samples) => Markup.Figure(
        "samples",
        $"{samples.Rows} samples that the generator makes of new prompts, not chosen",
        ExampleView.For(gallery.Domain)
            .Grid(samples, SampleColumns, $"A grid of {samples.Rows} generated {gallery.Domain.Example}s"));

    private static object[] Examples(RunResult result, Gallery gallery) =>
    [
        new XElement("h3", "Examples, and what was made of them"),
        new XElement(
            "p",
            $"The first {gallery.Labels.Count} examples of the validation part, not chosen. ",
            gallery.PixelAdversarial is null ? null
                : Explain($"Attacked {gallery.Domain.Feature}s", PixelAttack(result, gallery.Domain)),
            gallery.Reconstructions is null ? null
                : Explain("Reconstruction", "what the generator makes of the example's prompt."),
            gallery.PromptAdversarial is null ? null : Explain("Adversarial prompt", PromptAttack(result))),
        Markup.Wide("Adversarial examples", Table(gallery)),
        new XElement("p", Markup.Class("note"), "✓ the true class, ✗ another one."),
    ];

    private static object[] Explain(string row, string meaning) => [new XElement("b", $"{row}: "), $"{meaning} "];

    private static string PixelAttack(RunResult result, Domain domain) =>
        HeadlineSection.Describe(result.Report.Attack, $"{domain.Feature}s in {domain.Box}")
        + (result.Report.Baseline is null ? ", made against the classifier."
            : ", made against the baseline and then shown to both classifiers.");

    private static string PromptAttack(RunResult result) => "what it makes of the prompt after "
        + $"{HeadlineSection.Describe(result.Configuration.Classifier.Mixture.PromptAttack, "prompt space")}, "
        + "made against the classifier, through the generator.";

    private static XElement Table(Gallery gallery) => new(
        "table",
        Markup.Class("examples"),
        new XElement("thead", new XElement(
            "tr", Markup.RowHeader("True class"), gallery.Labels.Select(label => Markup.ColumnHeader(label)))),
        new XElement(
            "tbody",
            Pictures("Original", gallery, gallery.Originals),
            Pictures($"Attacked {gallery.Domain.Feature}s", gallery, gallery.PixelAdversarial),
            Predictions("classifier", gallery, gallery.ClassifierPredictions),
            Predictions("baseline", gallery, gallery.BaselinePredictions),
            Pictures("Reconstruction", gallery, gallery.Reconstructions),
            Pictures("Adversarial prompt", gallery, gallery.PromptAdversarial),
            Predictions("classifier", gallery, gallery.PromptPredictions)));

    private static XElement? Pictures(string kind, Gallery gallery, Matrix? shown) =>
        shown is not { } images ? null : new(
        "tr",
        Markup.RowHeader(kind),
        gallery.Labels.Select((label, i) => new XElement(
            "td", ExampleView.For(gallery.Domain).One(images.SliceRows(i, 1), $"{kind}, of class {label}"))));

    private static XElement? Predictions(string classifier, Gallery gallery, IReadOnlyList<int>? predictions) =>
        predictions is null ? null : new(
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
