using System.Globalization;
using System.Xml.Linq;
using NUnit.Framework;
using Scratch.Adversarial.Training.Callbacks;
using Scratch.Cli.Pages;

namespace Scratch.Tests.Cli.Pages;

public sealed class ChartsTests
{
    [Test]
    public void A_stage_without_figures_has_no_chart_and_a_chart_without_figures_says_so()
    {
        Assert.That(Charts.Curves([]), Is.Empty);
        Assert.That(Charts.Curves([new(20, "gan", "generator", 1)]), Has.Count.EqualTo(1));
        Assert.That(LineChart.Render("Empty", [], mayBeLogarithmic: true).Value,
            Does.Contain("No figures were recorded."));
    }

    [Test]
    public void Each_stage_gets_its_figures_and_the_classifiers_share_a_chart()
    {
        MetricsRow[] rows =
        [
            new(20, "prompts", "loss", 9), new(20, "prompts", "divergence", 4),
            new(20, "gan", "generator", 1), new(20, "gan", "diversity", 0.9), new(20, "gan", "saturation", 0.7),
                new(20, "gan", "modes", 10),
            new(20, "classifier", "loss", 2), new(20, "classifier", "accuracy", 0.5),
            new(20, "baseline", "loss", 1), new(20, "baseline", "accuracy", 0.7),
            new(20, "baseline", "test accuracy", 0.6),
            new(20, "classifier", "validation accuracy", 0.8), new(20, "baseline", "validation accuracy", 0.7),
            new(20, "baseline", "probe accuracy", 0.1),
        ];

        string[][] legends =
            [.. Charts.Curves(rows).Select(chart => chart.Descendants("li").Select(entry => entry.Value).ToArray())];

        Assert.That(legends,
            Is.EqualTo(new string[][] { ["loss", "divergence"], ["generator"], ["diversity", "saturation"], ["modes"],
            ["classifier", "baseline"], ["baseline"], ["classifier", "baseline"] }));
    }

    [TestCase(new double[] { 3, 3, 3, 3 })]
    [TestCase(new double[] { 0, 0 })]
    [TestCase(new double[] { 5 })]
    [TestCase(new double[] { -1e-3, 1e6, 0 })]
    [TestCase(new double[] { 1e-6, 1e6 })]
    [TestCase(new double[] { 2, double.NaN, double.PositiveInfinity, 1 })]
    public void Whatever_the_values_every_point_lies_inside_the_picture(double[] values)
    {
        XElement chart = Render(values, mayBeLogarithmic: true);

        foreach ((double x, double y) in Points(chart))
        {
            Assert.That(x, Is.InRange(0, 420));
            Assert.That(y, Is.InRange(0, 240));
        }
        Assert.That(Points(chart).Count(), Is.EqualTo(values.Count(double.IsFinite)));
        Assert.That(chart.ToString(), Does.Not.Contain("NaN").And.Not.Contain("∞"));
    }

    [Test]
    public void Nothing_but_values_that_are_not_finite_is_no_figure() =>
        Assert.That(Render([double.NaN], mayBeLogarithmic: true).Value, Does.Contain("No figures were recorded."));

    [Test]
    public void Higher_values_lie_higher_and_later_ones_further_right()
    {
        (double X, double Y)[] points = [.. Points(Render([1, 2, 3], mayBeLogarithmic: false))];

        Assert.That(points.Select(point => point.X), Is.Ordered.Ascending);
        Assert.That(points.Select(point => point.Y), Is.Ordered.Descending); // y counts from the top
        Assert.That(points[0].Y - points[1].Y, Is.EqualTo(points[1].Y - points[2].Y).Within(0.11));
    }

    [Test]
    public void Many_points_become_means_of_neighbours()
    {
        double[] zigzag = [.. Enumerable.Range(0, 1200).Select(i => i % 4 < 2 ? 0.0 : 1.0)];

        (double X, double Y)[] points = [.. Points(Render(zigzag, mayBeLogarithmic: false))];

        Assert.That(points, Has.Length.EqualTo(300));
        Assert.That(points.Select(point => point.Y).Distinct().Count(), Is.EqualTo(1));
    }

    [Test]
    public void A_logarithmic_scale_is_named_and_the_picture_is_told_in_words()
    {
        XElement chart = Render([500, 7], mayBeLogarithmic: true);

        Assert.That(chart.Element("figcaption")!.Value, Is.EqualTo("Some <title> (log scale)"));
        Assert.That(chart.Element("svg")!.Attribute("aria-label")!.Value,
            Is.EqualTo("Some <title> (log scale). figure from 500 to 7"));
    }

    private static XElement Render(double[] values, bool mayBeLogarithmic) =>
        LineChart.Render("Some <title>",
            [new Series("figure", [.. values.Select((value, i) => ((i + 1) * 20.0, value))])], mayBeLogarithmic);

    private static IEnumerable<(double X, double Y)> Points(XElement chart)
    {
        IEnumerable<string> lines =
            chart.Descendants("polyline").SelectMany(line => line.Attribute("points")!.Value.Split(' '));
        IEnumerable<string> dots =
            chart.Descendants("circle").Select(dot => $"{dot.Attribute("cx")!.Value},{dot.Attribute("cy")!.Value}");
        return lines.Concat(dots).Select(point => point.Split(',')).Select(pair => (Number(pair[0]), Number(pair[1])));
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
