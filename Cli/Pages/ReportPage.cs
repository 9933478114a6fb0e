using System.Xml.Linq;
using Scratch.Adversarial.Runs;

namespace Scratch.Cli.Pages;

/// <summary>The page about a run: one HTML file that needs no other file, no script and no network.</summary>
internal static class ReportPage
{
    private static readonly HashSet<string> VoidElements = ["img", "meta"];

    /// <summary>The page, to be saved as UTF-8.</summary>
    public static string Render(RunResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        Report report = result.Report;
        string title = Markup.Printable($"{report.Data}, preset {report.Preset}, seed {report.Seed}");
        var page = new XElement(
            "html",
            new XAttribute("lang", "en"),
            new XElement(
                "head",
                new XElement("meta", new XAttribute("charset", "utf-8")),
                new XElement("meta", new XAttribute("name", "viewport"), new XAttribute("content", "width=device-width, initial-scale=1")),
                new XElement("title", $"Scratch: {title}"),
                new XElement("style", StyleSheet())),
            new XElement(
                "body",
                new XElement("header", new XElement("h1", "Prompt adversarial training"), new XElement("p", Markup.Class("lead"), Facts(report))),
                new XElement(
                    "main",
                    HeadlineSection.Render(result),
                    RobustnessSection.Render(report),
                    Markup.Section("Training", new XElement("div", Markup.Class("charts"), Charts.Curves(result.Metrics)), StageTable.Render(report), GuardLine(report)),
                    ClassSection.Render(report),
                    PromptSection.Render(result),
                    GallerySection.Render(result)),
                new XElement("footer", new XElement("p", Environment(report)))));

        // XML's <td /> is an opening tag to HTML. What is empty gets an end tag, except where HTML forbids one.
        foreach (XElement element in page.DescendantsAndSelf().Where(e => e.IsEmpty && !VoidElements.Contains(e.Name.LocalName)))
        {
            element.Value = "";
        }
        return $"<!DOCTYPE html>\n{page.ToString(SaveOptions.DisableFormatting)}\n";
    }

    private static object[] Facts(Report report) =>
    [
        "Data ", new XElement("b", Markup.Printable(report.Data)),
        ", preset ", new XElement("b", Markup.Printable(report.Preset)),
        ", seed ", new XElement("b", report.Seed),
        $". {Markup.Count(report.TrainingExamples)} examples to train on, {Markup.Count(report.ValidationExamples)} split off to choose by, "
        + $"{Markup.Count(report.TestExamples)} to test."
        + (report.Labels < report.TrainingExamples + report.ValidationExamples ? $" {Markup.Count(report.Labels)} labels were read; all other examples took part without theirs." : ""),
    ];

    private static XElement[] GuardLine(Report report) => report.Guard is { } guard ? [new XElement("p", Markup.Printable($"{guard.Summary} {guard.LastEpoch}".TrimEnd()))] : [];

    private static string Environment(Report report) => Markup.Printable(
        $"Scratch {report.Version}. Instruction set {report.InstructionSet}, on which the last bits of the figures depend; "
        + $"threads: {report.Threads}, on which they don't. The whole run took {Markup.Seconds(report.Seconds)} seconds.");

    /// <remarks>XML would escape the three characters it avoids, and HTML would not undo that inside a style element.</remarks>
    private static string StyleSheet()
    {
        using Stream stream = typeof(ReportPage).Assembly.GetManifestResourceStream("page.css")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
