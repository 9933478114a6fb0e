namespace Scratch.Cli.Pages;

/// <summary>
/// What the autoencoder knows of the test set, samples by class, ways between classes, and the map of the prompts.
/// </summary>
internal static class PromptSection
{
    /// <summary>The section; null if the run has nothing to show in it.</summary>
    public static XElement? Render(RunResult result) =>
        result is { Report.ElboReport: null, Gallery.Prompts: null } ? null : Markup.Section(
        "Prompts",
        result.Report.ElboReport is { } evidence ? Figures(evidence) : null,
        result.Gallery.Prompts is { } prompts ? Pictures(result.Gallery, prompts) : null);

    private static object[] Figures(ElboReport evidence) =>
    [
        Markup.Wide("ElboReport", new XElement(
            "table",
            new XElement("caption",
                $"On the whole test set of {Markup.Count(evidence.Examples)} examples, in nats for one of them"),
            new XElement(
                "tbody",
                Row("−ELBO", evidence.NegativeBound, $"± {Nats(evidence.NegativeBoundError)}"),
                Row("of which reconstruction", evidence.Reconstruction, ""),
                Row("of which divergence", evidence.Divergence, ""),
                Row($"importance-weighted, {evidence.Draws} draws", evidence.NegativeImportanceBound,
                    $"± {Nats(evidence.NegativeImportanceBoundError)}")))),
        new XElement(
            "p",
            new XElement("b", "−ELBO"),
            " bounds −log p of an example from above; the importance-weighted estimate does so more tightly with "
                + "every draw. "
            + "± one standard error over the examples. The pixels' part is the binary cross-entropy, which for grey "
            + "pixels is customary and no density."),
    ];

    private static XElement Row(string name, double value, string error) => new(
        "tr", Markup.RowHeader(name), new XElement("td", Nats(value)), new XElement("td", Markup.Class("note"), error));

    private static XElement Pictures(Gallery gallery, PromptGallery prompts) => new(
        "div",
        Markup.Class("prompts"),
        Grid(gallery, prompts.ClassSamples,
            $"Samples by class: {string.Join(", ", prompts.Classes)} from top to bottom, not chosen",
            "Generated pictures, a row for each class"),
        new XElement(
            "div",
            Grid(gallery, prompts.Interpolations, "From a prompt of one class to one of the next, along an arc",
                "Interpolated pictures, a row for each way"),
            PromptMap.Render(prompts)));

    private static XElement Grid(Gallery gallery, Matrix images, string caption, string alternative) => Markup.Figure(
        "samples",
        caption,
        ExampleView.For(gallery.Domain).Grid(images, PromptGallery.Columns, alternative));

    private static string Nats(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);
}
