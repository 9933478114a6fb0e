using Scratch.Adversarial.Domains.Speech;

namespace Scratch.Cli.Pages;

/// <summary>Generated samples, and examples beside what was made from them.</summary>
internal static class GallerySection
{
    private const int SampleColumns = 10;
    private const int Words = 6; // that a table of sounds has, each to be heard

    /// <summary>The section.</summary>
    public static XElement Render(RunResult result)
    {
        Gallery gallery = result.Gallery;
        return Markup.Section(
            "Samples",
            gallery.Samples is { } samples ? Samples(gallery, samples) : null,
            gallery.Reconstructions is null ? null : Prompts(result, gallery));
    }

    /// <summary>Examples, what an attack makes of them, and what the classifiers then see; null without one.</summary>
    public static XElement[]? Attacked(RunResult result)
    {
        Gallery gallery = result.Gallery;
        if (gallery.PixelAdversarial is not { } moved)
        {
            return null;
        }
        Domain domain = gallery.Domain;
        string against = result.Report.Baseline is null ? "the classifier."
            : "the baseline, and then shown to both classifiers.";
        return
        [
            Table(
                gallery,
                $"{domain.Example}s that an attack has moved, and what they are then taken for",
                ("Original", domain is ImageDomain or SpeechDomain ? Originals(gallery, Words) : null),
                (domain is SpeechDomain ? "Attacked, and the difference" : "Attacked",
                    Examples(gallery, ExampleView.OfExamples(gallery, Words), moved, "Attacked", gallery.Originals)),
                ("classifier", Predictions(gallery, gallery.ClassifierPredictions)),
                ("baseline", Predictions(gallery, gallery.BaselinePredictions))),
            new XElement("p", Markup.Class("note"),
                $"✓ the true class, ✗ another one. {Shown(gallery)} examples from all over the validation part, "
                    + $"not chosen; the attack (see below) was made against {against}"
                    + (domain is not SpeechDomain ? "" : " Spectra: time from left to right, a word as wide as "
                        + "another, 60 to 3,800 Hz from the bottom up; of the difference what is louder is brighter.")),
        ];
    }

    private static XElement Samples(Gallery gallery, Matrix samples) => Markup.Figure(
        "samples",
        $"{samples.Rows} samples that the generator makes of new prompts, not chosen",
        ExampleView.OfSamples(gallery)
            .Grid(samples, SampleColumns, $"A grid of {samples.Rows} generated {gallery.SampleDomain.Example}s"));

    private static object?[] Prompts(RunResult result, Gallery gallery) =>
    [
        Table(
            gallery,
            "Examples, and what the generator makes of their prompts",
            ("Original", Originals(gallery, sounds: 0)),
            ("Reconstruction", Samples(gallery, gallery.Reconstructions, "Reconstruction", Words)),
            ("Adversarial prompt", Samples(gallery, gallery.PromptAdversarial, "Adversarial prompt", sounds: 0)),
            ("classifier", Predictions(gallery, gallery.PromptPredictions))),
        gallery.PromptAdversarial is null ? null : new XElement("p", Markup.Class("note"),
            "Adversarial prompt: what it makes of the prompt after "
            + $"{HeadlineSection.Describe(result.Configuration.Classifier.Mixture.PromptAttack)} (prompt space), made "
            + "against the classifier, through the generator."),
    ];

    /// <summary>Pictures lie side by side; words and sounds need the width for themselves.</summary>
    private static XElement Table(
        Gallery gallery, string caption, params (string Name, IReadOnlyList<XElement>? Cells)[] all)
    {
        caption = char.ToUpperInvariant(caption[0]) + caption[1..];
        (string Name, IReadOnlyList<XElement> Cells)[] shown =
            [.. all.Where(row => row.Cells is not null).Select(row => (row.Name, row.Cells!))];
        object[] classes = [.. gallery.Labels.Select(label => Markup.Printable(gallery.Domain.ClassName(label)))];
        return gallery.Domain is ImageDomain
            ? Markup.Table("examples", caption, ["True class", .. classes],
                shown.Select(row => (object[])[row.Name, .. row.Cells]))
            : Markup.Table(gallery.Domain is SpeechDomain ? "examples words heard" : "examples words", caption,
                ["True class", .. shown.Select(row => row.Name)],
                classes.Take(Shown(gallery)).Select(
                    (name, i) => (object[])[name, .. shown.Select(row => row.Cells[i])]));
    }

    private static int Shown(Gallery gallery) =>
        gallery.Domain is SpeechDomain ? Math.Min(Words, gallery.Labels.Count) : gallery.Labels.Count;

    private static XElement[]? Originals(Gallery gallery, int sounds) => Examples(
        gallery, ExampleView.OfExamples(gallery, sounds), gallery.Originals, "Original");

    /// <summary>What the generator makes of prompts, beside the originals if they are of one kind.</summary>
    private static XElement[]? Samples(Gallery gallery, Matrix? shown, string kind, int sounds) => Examples(
        gallery, ExampleView.OfSamples(gallery, sounds), shown, kind,
        gallery.FrontEnd is null ? gallery.Originals : null);

    private static XElement[]? Examples(
        Gallery gallery, ExampleView view, Matrix? shown, string kind, Matrix? originals = null) =>
        shown is not { } examples ? null
        : [.. Enumerable.Range(0, Shown(gallery)).Select(i => new XElement("td", view.One(
            examples.SliceRows(i, 1), originals?.SliceRows(i, 1),
            $"{kind}, of class {Markup.Printable(gallery.Domain.ClassName(gallery.Labels[i]))}")))];

    private static XElement[]? Predictions(Gallery gallery, IReadOnlyList<int>? predictions) =>
        predictions is null ? null : [.. gallery.Labels.Zip(predictions, (label, prediction) =>
        {
            string word = label == prediction ? "right" : "wrong", sign = label == prediction ? "✓" : "✗";
            return new XElement("td", Markup.Class(word), $"{Markup.Printable(gallery.Domain.ClassName(prediction))} ",
                new XElement("span", new XAttribute("role", "img"), new XAttribute("aria-label", word), sign));
        })];
}
