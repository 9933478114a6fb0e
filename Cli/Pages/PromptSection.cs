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
        result.Report.ElboReport is { } evidence ? Figures(evidence, result.Gallery.Domain) : null,
        result.Gallery.Prompts is { } prompts ? Pictures(result.Gallery, prompts) : null);

    private static object[] Figures(ElboReport evidence, Domain domain) =>
    [
        Markup.Table(
            "evidence",
            $"On the test set of {Markup.Count(evidence.Examples)} examples, in nats for one of them",
            [],
            [
                ["−ELBO", Nats(evidence.NegativeBound), Error(evidence.NegativeBoundError)],
                ["of which reconstruction", Nats(evidence.Reconstruction), ""],
                ["of which divergence", Nats(evidence.Divergence), ""],
                [$"importance-weighted, {evidence.Draws} draws", Nats(evidence.NegativeImportanceBound),
                    Error(evidence.NegativeImportanceBoundError)],
            ]),
        new XElement(
            "p",
            new XElement("b", "−ELBO"),
            " bounds −log p of an example from above; the importance-weighted estimate does so more tightly with "
                + "every draw. ± one standard error over the examples."
                + (domain is ImageDomain ? " The pixels' part is the binary cross-entropy, which for grey pixels is "
                    + "customary and no density." : "")),
    ];

    private static XElement Error(double error) => new("td", Markup.Class("note"), $"± {Nats(error)}");

    private static XElement Pictures(Gallery gallery, PromptGallery prompts)
    {
        const int Sounds = 10;
        int[] classes = [.. prompts.Classes];
        ExampleView view = ExampleView.OfSamples(gallery, Sounds);
        return new(
            "div",
            Markup.Class("prompts"),
            Grid(prompts.ClassSamples, "Samples by class, not chosen", "Generated examples, a row for each class",
                classes),
            new XElement(
                "div",
                Grid(prompts.Interpolations, "From a prompt of one class to one of the next, along an arc",
                    "Interpolated examples, a row for each way", classes, [.. classes[1..], classes[0]]),
                PromptMap.Render(prompts.Map, prompts.MapLabels, gallery.Domain)));

        XElement Grid(
            Matrix examples, string caption, string alternative, int[] left, int[]? right = null)
        {
            int rows = examples.Rows / PromptGallery.Columns;
            return Markup.Figure("samples", caption, view.Grid(
                examples, PromptGallery.Columns, alternative, Cycle(left), right is null ? null : Cycle(right)));

            int[] Cycle(int[] all) => [.. Enumerable.Range(0, rows).Select(row => all[row % all.Length])];
        }
    }

    private static string Nats(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);
}
