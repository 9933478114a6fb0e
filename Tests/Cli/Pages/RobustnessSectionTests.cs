using System.Xml.Linq;
using NUnit.Framework;
using Scratch.Adversarial.Runs.Output;
using Scratch.Adversarial.Runs.Pipeline;
using Scratch.Cli.Output;
using Scratch.Cli.Pages;

namespace Scratch.Tests.Cli.Pages;

/// <summary>The security curve and the audit of a run of some milliseconds.</summary>
public sealed class RobustnessSectionTests
{
    private static readonly Lazy<RunResult> Run = new(TinyRun.Execute);

    private static Report Report => Run.Value.Report;

    [Test]
    public void The_security_curve_has_a_line_for_each_classifier_and_one_for_what_is_certified()
    {
        XElement chart = RobustnessSection.Render(Report)!.Descendants("figure").Single();
        Assert.That(chart.Element("figcaption")!.Value, Does.StartWith("Security curve").And.Contains("linf"));
        Assert.That(chart.Descendants("li").Select(entry => entry.Value),
            Is.EqualTo(["trained on the mixture", "baseline", "trained on the mixture, certified (intervals)"]));
        Assert.That(chart.Descendants("polyline").Select(line => line.Attribute("points")!.Value.Split(' ').Length),
            Is.All.EqualTo(3), "no attack, and two radii");
        Assert.That(chart.Descendants("text").Select(text => text.Value),
            Does.Contain("radius ε").And.Not.Contain("updates"));
    }

    [Test]
    public void A_failed_audit_is_said_with_its_reasons_in_page_and_terminal()
    {
        Report failed = With(passed: false);
        string page = RobustnessSection.Render(failed)!.Value;
        Assert.That(page, Does.Contain("not shown to be robust").And.Contain("the reason <why>"));

        using var terminal = new StringWriter();
        ReportTables.Write(terminal, failed);
        Assert.That(terminal.ToString(), Does.Contain("NOT shown to be robust").And.Contain("- the reason <why>"));
    }

    [Test]
    public void A_passed_audit_is_one_line()
    {
        string page = RobustnessSection.Render(With(passed: true))!.Value;
        Assert.That(page, Does.Contain("all 1 checks passed").And.Not.Contain("not shown"));
    }

    [Test]
    public void Corruptions_have_a_row_each_and_one_for_their_mean()
    {
        XElement table = RobustnessSection.Render(Report)!.Descendants("table").Single();
        Assert.That(table.Element("tbody")!.Elements("tr").Count(), Is.EqualTo(10));
        Assert.That(table.Element("tfoot")!.Value, Does.StartWith("Mean"));
    }

    [Test]
    public void Without_figures_there_is_no_section() =>
        Assert.That(RobustnessSection.Render(Report with { Classifier = null, Baseline = null }), Is.Null);

    [Test]
    public void The_terminal_shows_all_figures_of_one_classifier()
    {
        using var terminal = new StringWriter();
        ReportTables.Write(terminal, "bars", Report.Attack, Report.Classifier!);
        foreach (string expected in new[] { "Balanced accuracy", "Log-loss", "ROC AUC", "worst case", "certified",
            "occlusion", "Mean over corruptions" })
        {
            Assert.That(terminal.ToString(), Does.Contain(expected));
        }
    }

    private static Report With(bool passed)
    {
        ClassifierReport classifier = Report.Classifier!;
        var audit = new Scratch.Adversarial.Robustness.AuditReport(7, [new("check", passed, 1, 0, "the reason <why>")]);
        return Report with
        {
            Classifier =
            classifier with { Robustness = classifier.Robustness! with { Audit = audit } },
            Baseline = null
        };
    }
}
