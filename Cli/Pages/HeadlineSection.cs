namespace Scratch.Cli.Pages;

/// <summary>
/// The figures that a run is about, what they mean, how they were measured and how to get them again.
/// </summary>
internal static class HeadlineSection
{
    /// <summary>The section.</summary>
    public static XElement Render(RunResult result) => Markup.Section(
        "Result",
        GallerySection.Attacked(result),
        Classifiers(result.Report) is { Length: > 0 } all
            ? new object[] { Table(result.Report, [.. all.Select(one => one.Report)]), Meaning(result) } : null,
        new XElement("p", "To repeat it:"),
        new XElement("pre", new XElement("code", Markup.Printable(result.Report.Command))));

    /// <summary>The classifiers of a run by the names that the page gives them; none if it has none.</summary>
    public static (string Name, ClassifierReport Report)[] Classifiers(Report report) => report switch
    {
        { Classifier: null } => [],
        { Baseline: null } => [("classifier", report.Classifier)],
        _ => [("trained on the mixture", report.Classifier), ("baseline", report.Baseline)],
    };

    /// <summary>An attack on examples in words, with the range that it stays in.</summary>
    public static string Describe(AttackOptions attack, Domain domain) =>
        $"{Describe(attack)}, on {domain.Feature}s in {domain.Box}";

    /// <summary>An attack in words.</summary>
    public static string Describe(AttackOptions attack)
    {
        string norm = attack.Norm switch { "linf" => "L∞", "l2" => "L2", _ => Markup.Printable(attack.Norm) };
        string start = attack.CornerStart ? "a random corner of the ball" : attack.RandomStart
            ? "a random start in the ball" : "the example itself";
        int steps = ProjectedGradient.StepsOf(attack);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"projected gradient ascent (PGD) in the {norm} ball of radius ε = {Markup.Number(attack.Epsilon)}, "
            + $"{steps} {(steps == 1 ? "step" : "steps")} of {Markup.Number(ProjectedGradient.StepSizeOf(attack))} "
            + $"from {start}");
    }

    private static XElement Table(Report report, ClassifierReport[] all) => Markup.Table(
        "headline",
        $"On {ReportTables.TestSet(report)}",
        report.Baseline is null ? [null, "Classifier"] : [null, "Trained on the mixture", "Baseline: real data alone"],
        [
            ["Accuracy", .. all.Select(one => Cell(one, one.Accuracy, one.Correct))],
            ["Accuracy under attack", .. all.Select(one => Cell(one, one.RobustAccuracy, one.RobustCorrect))],
        ]);

    private static XElement Cell(ClassifierReport figures, double share, int count) => new(
        "td",
        new XElement("b", Markup.Percent(share)),
        " ",
        new XElement("span", Markup.Class("note"), $"{Markup.Count(count)} of {Markup.Count(figures.Examples)}"));

    private static XElement[] Meaning(RunResult result)
    {
        Report report = result.Report;
        return
        [
            new XElement("p", new XElement("b", "Accuracy"),
                " is the share of test examples that are classified rightly."),
            new XElement(
                "p",
                new XElement("b", "Accuracy under attack"),
                $" counts an example only if it is classified rightly both as it is and after an attack on its "
                    + $"{result.Gallery.Domain.Feature}s that knows the classifier: "
                + $"{Describe(report.Attack, result.Gallery.Domain)}, on the cross-entropy of the logits. Each "
                + "classifier is attacked by itself. A stronger attack can only lower the figure."),
            new XElement("p", Comparison(result)),
            new XElement(
                "p",
                "The test set was opened after the last update, and nothing was chosen on it.",
                report.Validation is not { } validation ? null
                    : $" On the validation part ({Markup.Count(validation.Examples)} examples) the classifier "
                    + $"has {Markup.Percent(validation.Accuracy)}, and {Markup.Percent(validation.RobustAccuracy)} "
                    + "under the same attack."),
        ];
    }

    private static string Comparison(RunResult result)
    {
        string mixture = $"The mixture is {Shares(result.Configuration.Classifier.Mixture)}";
        if (result.Report.Baseline is null)
        {
            return $"{mixture}.";
        }
        long? classifier = Updates("classifier"), baseline = Updates("baseline");
        string updates = classifier is null || baseline is null ? ""
            : classifier == baseline ? $", with the same number of updates ({Markup.Count(classifier.Value)})"
            : $", with {Markup.Count(baseline.Value)} updates against {Markup.Count(classifier.Value)}";
        return $"Both are the same network from the same start{updates}. {mixture}; the baseline has seen real "
            + "examples alone.";

        long? Updates(string stage) => result.Report.Stages.LastOrDefault(training => training.Stage == stage)?.Steps;
    }

    private static string Shares(MixtureOptions mixture)
    {
        (double Share, string Name)[] all =
        [
            (mixture.Real, "real"),
            (mixture.Augmented, "augmented"),
            (mixture.Generated, "generated"),
            (mixture.AdversarialPrompts, "generated from adversarial prompts"),
            (mixture.AdversarialPixels, "augmented and adversarial in pixel space"),
        ];
        return string.Join(", ", all.Where(part => part.Share > 0)
            .Select(part => (part.Share * 100).ToString("0.##", CultureInfo.InvariantCulture) + "\u00A0% "
                + part.Name));
    }
}
