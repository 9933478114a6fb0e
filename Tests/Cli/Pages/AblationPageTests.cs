using System.Xml.Linq;
using NUnit.Framework;
using Scratch.Adversarial.Runs.Ablation;
using Scratch.Cli.Output;
using Scratch.Cli.Pages;

namespace Scratch.Tests.Cli.Pages;

public class AblationPageTests
{
    private static readonly AblationReport Report = new(
        new() { Data = "<digits>" },
        TrainingExamples: 18_000,
        ValidationExamples: 2_000,
        TestExamples: 10_000,
        Steps: 1_410,
        new() { Epsilon = 0.1f, StepSize = 0.0125f, Steps = 20 })
    {
        Arms =
        [
            new("real only", 1e-3f, [], new(0.97, 0.001), new(0.1, 0.02)),
            new("all", 3e-3f, [], new(0.98, 0.002), new(0.85, 0.01)) { Gain = new(0.01, 0.0025),
                RobustGain = new(0.75, 0.02) },
        ],
    };

    [Test]
    public void The_page_has_two_pictures_of_the_differences_and_all_figures()
    {
        XElement page = XElement.Parse(Body(AblationPage.Render(Report)));
        XElement[] charts = [.. page.Descendants("svg")];
        Assert.That(charts.Select(chart => chart.Attribute("aria-label")!.Value),
            Is.EqualTo(["Accuracy: all +1.00 ± 0.25", "Accuracy under attack: all +75.00 ± 2.00"]));
        Assert.That(page.Descendants("tbody").Single().Elements("tr").Select(row => row.Value), Is.EqualTo(
            ["real only0.00197.00\u00A0%10.00\u00A0%", "all0.00398.00\u00A0%+1.00 ± 0.2585.00\u00A0%+75.00 ± 2.00"]));
        Assert.That(page.Descendants("b").First().Value, Is.EqualTo("<digits>"));
    }

    [Test]
    public void An_interval_is_drawn_where_it_lies()
    {
        XElement chart = IntervalChart.Render("x", [("a", new(0.02, 0.01)), ("b", new(-0.01, 0))], ("points", 0.01))
            .Element("svg")!;
        double[] dots = [.. chart.Elements("circle").Select(dot => (double)dot.Attribute("cx")!)];
        string[] zero = chart.Elements("path").Single(path => path.Attribute("class")!.Value == "zero")
            .Attribute("d")!.Value.Split('M', ' ');
        double origin = double.Parse(zero[1], System.Globalization.CultureInfo.InvariantCulture);
        Assert.That(dots[0] - origin, Is.EqualTo(2 * (origin - dots[1])).Within(0.05),
            "two points to the right, and one to the left");
    }

    [Test]
    public void The_table_has_them_too()
    {
        using var terminal = new StringWriter();
        AblationTable.Write(terminal, Report);
        Assert.That(terminal.ToString(), Does.Contain("+75.00 ± 2.00").And.Contain("97.00 %"));
    }

    private static string Body(string page) =>
        page[page.IndexOf("<body>", StringComparison.Ordinal)..page.IndexOf("</html>", StringComparison.Ordinal)];
}
