using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using NUnit.Framework;
using Scratch.Adversarial.Evaluation;
using Scratch.Adversarial.Generative;
using Scratch.Adversarial.Prompts;
using Scratch.Adversarial.Runs.Output;
using Scratch.Adversarial.Runs.Pipeline;
using Scratch.Cli.Pages;
using Scratch.Engine;

namespace Scratch.Tests.Cli.Pages;

public sealed partial class ReportPageTests
{
    private RunResult _run = null!;
    private string _page = null!;
    private XElement _html = null!;

    [OneTimeSetUp]
    public void RunAndRender()
    {
        // What so small a run comes to is all or nothing; figures that all differ show which one stands where.
        _run = TinyRun.Execute();
        _run = _run with
        {
            Report =
            _run.Report with { Classifier = Figures(3, 21), Baseline = Figures(7, 2), Validation = Figures(5, 11) }
        };
        _page = ReportPage.Render(_run);
        _html = XDocument.Parse(_page, LoadOptions.PreserveWhitespace).Root!;
    }

    [Test]
    public void The_figures_of_both_classifiers_stand_under_their_names_with_their_counts()
    {
        (ClassifierReport classifier, ClassifierReport baseline) = (_run.Report.Classifier!, _run.Report.Baseline!);
        string[][] rows = [.. Table("headline").Descendants("tr").Select(row => row.Elements().Select(Text).ToArray())];

        Assert.That(rows, Is.EqualTo(new string[][]
        {
            ["", "Trained on the mixture", "Baseline: real data alone"],
            ["Accuracy", $"{Percent(classifier.Accuracy)} {classifier.Correct} of 30",
                $"{Percent(baseline.Accuracy)} {baseline.Correct} of 30"],
            [
                "Accuracy under attack",
                $"{Percent(classifier.RobustAccuracy)} {classifier.RobustCorrect} of 30",
                $"{Percent(baseline.RobustAccuracy)} {baseline.RobustCorrect} of 30",
            ],
        }));
    }

    [Test]
    public void The_validation_part_has_its_figures_too() => Assert.That(Text(_html), Does.Contain(
        $"has {Percent(_run.Report.Validation!.Accuracy)}, and {Percent(_run.Report.Validation.RobustAccuracy)} under "
            + "the same attack"));

    [Test]
    public void What_the_run_was_and_where_stands_there()
    {
        string text = Text(_html);
        Report report = _run.Report;
        Assert.That(text, Does.Contain(report.Data).And.Contain("preset default").And.Contain("seed 4711")
            .And.Contain(report.Command));
        Assert.That(text, Does.Contain("60 examples to train on, 20 split off to choose by, 30 to test"));
        Assert.That(text, Does.Contain($"Scratch {report.Version}").And.Contain(report.InstructionSet)
            .And.Contain($"threads: {report.Threads}"));
        Assert.That(text, Does.Contain(
            "L∞ ball of radius ε = 0.35, 7 steps of 0.125 from a random start in the ball, on pixels in [0, 1]"));
        Assert.That(text, Does.Contain("L2 ball of radius ε = 1, 4 steps of 0.4 from a random start in the ball (prompt space)"));
        Assert.That(text, Does.Contain("with the same number of updates (48)"));
        Assert.That(text, Does.Contain(
            "10 % real, 12.5 % augmented, 5 % generated, 72.5 % augmented and adversarial in pixel space"));
    }

    [Test]
    public void The_classes_have_a_row_each_and_one_for_their_means()
    {
        XElement[] tables = [.. _html.Descendants("table").Where(table => ClassOf(table) == "classes")];
        string[] Row(XElement row) => [.. row.Elements("td").Skip(1).Select(cell => cell.Value)];
        foreach ((XElement table, ClassifierReport figures) in
            tables.Zip([_run.Report.Classifier!, _run.Report.Baseline!]))
        {
            Assert.That(table.Element("tbody")!.Elements("tr").Select(Row),
                Is.EqualTo(figures.Classes.Select(c => Hundredths(c.Recall, c.Precision, c.F1))));
            Assert.That(Row(table.Element("tfoot")!.Element("tr")!),
                Is.EqualTo(Hundredths(figures.Recall, figures.Precision, figures.F1)));
        }
        Assert.That(tables, Has.Length.EqualTo(2));
    }

    [Test]
    public void Both_confusion_matrices_stand_there_cell_by_cell()
    {
        int[][][] shown = [.. _html.Descendants("table").Where(table => ClassOf(table) == "confusion").Select(table =>
            table.Element("tbody")!.Elements("tr").Select(row =>
                row.Elements("td").Select(cell => int.Parse(cell.Value, CultureInfo.InvariantCulture)).ToArray())
                    .ToArray())];

        Assert.That(shown, Is.EqualTo(new[] { _run.Report.Classifier!.Confusion, _run.Report.Baseline!.Confusion }));
    }

    [Test]
    public void Every_training_has_its_row()
    {
        XElement table = _html.Descendants("table").Single(
            table => table.Element("caption")?.Value.StartsWith("The trainings", StringComparison.Ordinal) == true);
        XElement[] rows = [.. table.Element("tbody")!.Elements("tr")];

        Assert.That(rows.Select(row => row.Element("th")!.Value),
            Is.EqualTo(new[] { "prompts", "gan", "encoder", "classifier", "baseline" }));
        foreach ((XElement row, StageReport stage) in rows.Zip(_run.Report.Stages))
        {
            string[] cells = [.. row.Elements("td").Select(cell => cell.Value)];
            Assert.That(cells[..2], Is.EqualTo(new[] { $"{stage.Epochs}", $"{stage.Steps}" }));
            Assert.That(cells[3].Split(", ").Select(figure => figure[..figure.LastIndexOf(' ')]),
                Is.EqualTo(stage.Metrics.Keys));
        }
    }

    [Test]
    public void Predictions_are_marked_right_and_wrong_by_a_sign()
    {
        XElement[] rows = [.. _html.Descendants("table").Where(table => ClassOf(table) == "examples")
            .SelectMany(table => table.Descendants("tr"))
            .Where(row => row.Elements("td").Any(cell => ClassOf(cell) is "right" or "wrong"))];
        Gallery gallery = _run.Gallery;
        int[][] predictions =
        [
            [.. gallery.ClassifierPredictions!],
            [.. gallery.BaselinePredictions!],
            [.. gallery.PromptPredictions!],
        ];

        Assert.That(predictions.Select(row => string.Join(' ', row)), Is.Unique,
            "else the test can't tell which row is which");
        Assert.That(rows.Select(row => row.Elements("td").Select(cell => cell.Value)),
            Is.EqualTo(predictions.Select(row =>
            row.Zip(gallery.Labels, (prediction, label) => $"{prediction} {(prediction == label ? "✓" : "✗")}"))));
    }

    [Test]
    public void Pictures_are_inside_the_page_and_told_in_words()
    {
        XElement[] images = [.. _html.Descendants("img")];

        Assert.That(images, Has.Length.EqualTo(3 + (5 * _run.Gallery.Labels.Count)));
        foreach (XElement image in images)
        {
            Assert.That(image.Attribute("alt")!.Value, Is.Not.Empty);
            string source = image.Attribute("src")!.Value;
            Assert.That(source, Does.StartWith("data:image/png;base64,"));
            var png = new DecodedPng(Convert.FromBase64String(source["data:image/png;base64,".Length..]));
            // 10 x 10 samples; with a class on their left, and with two, a row for each class and five ways
            Assert.That((png.Width, png.Height), Is.EqualTo((TinyRun.Width, TinyRun.Height)).Or.EqualTo((441, 621))
                .Or.EqualTo((441 + 20, 180)).Or.EqualTo((441 + 40, 306)));
        }
    }

    [Test]
    public void The_map_shows_every_example_as_its_class_within_the_picture()
    {
        XElement map = _html.Descendants("figure").Single(figure => ClassOf(figure) == "chart map");
        XElement[] marks = [.. map.Element("svg")!.Descendants("text")];
        Assert.That(map.Element("ul")!.Elements("li").Select(entry => entry.Value), Is.EqualTo(["0", "1", "2"]));
        Assert.That(marks.Select(mark => mark.Value),
            Is.EqualTo(_run.Gallery.Prompts!.MapLabels.Select(label => $"{label}")));
        Assert.That(marks.Select(ClassOf), Is.EqualTo(marks.Select(mark => $"c{mark.Value}")));
        int[] places = [.. marks.SelectMany(mark => new[] { (int)mark.Attribute("x")!, (int)mark.Attribute("y")! })];
        Assert.That(places, Is.All.InRange(12, 408));
        Assert.That(places, Has.Some.EqualTo(12).Or.Some.EqualTo(408), "the farthest of them lies at the margin");
    }

    [Test]
    public void One_prompt_far_away_does_not_make_a_heap_of_the_others()
    {
        Matrix points = Matrix.Allocate(101, 2);
        for (int i = 0; i < 100; i++)
        {
            (points[i, 0], points[i, 1]) = ((i % 10) - 4.5f, (i / 10) - 4.5f);
        }
        points[100, 0] = 1e6f;
        XElement map = PromptMap.Render(
            new PrincipalPlane(points, 1), [.. Enumerable.Range(0, 101).Select(i => i % 3)], _run.Gallery.Domain);
        int[] across = [.. map.Element("svg")!.Descendants("text").Select(mark => (int)mark.Attribute("x")!)];
        Assert.That(across[..100].Distinct().Count(), Is.EqualTo(10));
        Assert.That((across[0], across[9], across[100]), Is.EqualTo((52, 368, 408)), "with a little room to the edge");
        Assert.That(map.Value, Does.Contain("1 of them lie farther out"));
    }

    [Test]
    public void What_the_autoencoder_knows_of_the_test_set_stands_there()
    {
        var evidence = new ElboReport
        {
            Examples = 30,
            Draws = 50,
            Reconstruction = 78.25,
            Divergence = 24.5,
            NegativeBoundError = 0.31,
            NegativeImportanceBound = 99.125,
            NegativeImportanceBoundError = 0.3,
        };
        string page = ReportPage.Render(_run with { Report = _run.Report with { ElboReport = evidence } });
        XElement table = XDocument.Parse(page).Descendants("table")
            .Single(table => table.Value.Contains("ELBO", StringComparison.Ordinal));
        Assert.That(table.Descendants("tr").Select(row => string.Join('|', row.Elements().Select(Text))),
            Is.EqualTo(new[]
        {
            "−ELBO|102.75|± 0.31", "of which reconstruction|78.25|", "of which divergence|24.50|",
                "importance-weighted, 50 draws|99.13|± 0.30",
        }));
        Assert.That(_page, Does.Not.Contain("ELBO"), "a run whose decoder went on as a generator has none");
    }

    [Test]
    public void The_page_asks_for_nothing_and_runs_nothing()
    {
        Assert.That(_page, Does.Not.Contain("http:").And.Not.Contain("https:").And.Not.Contain("<script")
            .And.Not.Contain("<link"));
        Assert.That(_html.Descendants().Attributes().Select(attribute => attribute.Name.LocalName),
            Has.None.EqualTo("href").And.None.StartsWith("on"));
        Assert.That(_html.Descendants("style").Single().Value, Does.Not.Contain("url(").And.Not.Contain("@import"));
    }

    [Test]
    public void The_markup_means_the_same_to_html_and_to_xml()
    {
        Assert.That(_page, Does.StartWith("<!DOCTYPE html>\n<html lang=\"en\">"));
        string style = StyleElement().Match(_page).Groups[1].Value; // as HTML reads it, in which entities mean nothing
        Assert.That(style, Is.EqualTo(_html.Descendants("style").Single().Value));
        Assert.That(SelfClosing().Matches(_page).Select(match => match.Groups[1].Value).Distinct(),
            Is.SubsetOf(new[] { "img", "meta" }));
        Assert.That(_html.Descendants("th").Select(header => header.Attribute("scope")?.Value), Has.None.Null);
        Assert.That(_html.Descendants("table").Select(Width), Has.None.EqualTo(-1), "rows of a table are equally wide");

        static int Width(XElement table)
        {
            int[] widths = [.. table.Descendants("tr")
                .Select(row => row.Elements().Sum(cell => (int?)cell.Attribute("colspan") ?? 1)).Distinct()];
            return widths.Length == 1 ? widths[0] : -1;
        }
    }

    [Test]
    public void What_comes_from_options_is_text_and_never_markup()
    {
        const string Hostile = "<script>alert(\"1\")</script> & ' \u0001 \ud800";
        Report report = _run.Report with { Command = Hostile, Data = Hostile, Preset = Hostile, Version = Hostile };

        string page = ReportPage.Render(_run with { Report = report });

        Assert.That(page, Does.Not.Contain("<script"));
        Assert.That(XDocument.Parse(page).Descendants("code").Single().Value,
            Is.EqualTo("<script>alert(\"1\")</script> & ' \ufffd \ufffd"));
    }

    [Test]
    public void Both_classifiers_are_compared_on_the_same_examples_after_every_epoch()
    {
        foreach (string name in (string[])["validation accuracy", "probe accuracy"])
        {
            Assert.That(_run.Metrics.Where(row => row.Name == name).GroupBy(row => row.Stage)
                .Select(stage => (stage.Key, stage.Count())), Is.EqualTo([("classifier", 12), ("baseline", 12)]), name);
        }
        XElement[] charts = [.. _html.Descendants("figure").Where(figure =>
            figure.Element("figcaption")!.Value.Contains("same validation examples", StringComparison.Ordinal))];
        Assert.That(charts.Select(chart => chart.Descendants("li").Select(entry => entry.Value)),
            Is.EqualTo(new string[][] { ["classifier", "baseline"], ["classifier", "baseline"] }));
    }

    [Test]
    public void The_strip_of_attacked_examples_comes_first()
    {
        XElement first = _html.Descendants("section").First();
        Assert.That(first.Descendants("table").Select(ClassOf), Is.EqualTo(["examples", "headline"]));
        Assert.That(first.Descendants("table").First().Element("caption")!.Value,
            Is.EqualTo("Images that an attack has moved, and what they are then taken for"));
    }

    [Test]
    public void A_quick_runs_page_says_that_it_is_a_taste()
    {
        const string Taste = "A taste: some words.";
        XElement page = XDocument.Parse(ReportPage.Render(
            _run with { Report = _run.Report with { Taste = Taste } })).Root!;
        Assert.That(page.Descendants("main").Elements().First().Value, Is.EqualTo(Taste));
        Assert.That(page.Descendants("caption").Select(caption => caption.Value),
            Has.Some.StartWith("On a taste of the test set"));
        Assert.That(_page, Does.Not.Contain("class=\"taste\""));
    }

    [Test]
    public void Different_numbers_of_updates_are_not_called_the_same()
    {
        StageReport[] stages =
            [.. _run.Report.Stages.Select(stage => stage.Stage == "baseline" ? stage with { Steps = 7 } : stage)];

        string page = ReportPage.Render(_run with { Report = _run.Report with { Stages = stages } });

        Assert.That(page, Does.Contain("with 7 updates against 48").And.Not.Contain("same number"));
    }

    /// <summary>
    /// Figures of a classifier that takes every <paramref name="wrongEvery"/>th of the test examples for the next
    /// class.
    /// </summary>
    private static ClassifierReport Figures(int wrongEvery, int robust)
    {
        int[] labels = [.. Enumerable.Range(0, TinyRun.TestExamples).Select(i => i * i % TinyRun.Classes)];
        int[] predictions = [
            .. labels.Select((label, i) => i % wrongEvery == 0 ? (label + 1) % TinyRun.Classes : label)];
        return ClassifierReport.From(new ConfusionMatrix(labels, predictions, TinyRun.Classes), robust);
    }

    private XElement Table(string kind) => _html.Descendants("table").Single(table => ClassOf(table) == kind);

    private static string? ClassOf(XElement element) => element.Attribute("class")?.Value;

    private static string Text(XElement element) => element.Value.Replace('\u00A0', ' ');

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:F2} %");

    private static string[] Hundredths(params double[] shares) =>
        [.. shares.Select(share => (share * 100).ToString("F2", CultureInfo.InvariantCulture))];

    [GeneratedRegex("<style>(.*?)</style>", RegexOptions.Singleline)]
    private static partial Regex StyleElement();

    [GeneratedRegex("<([a-z0-9]+)[^<>]*/>")]
    private static partial Regex SelfClosing();
}
