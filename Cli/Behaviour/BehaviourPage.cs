using Scratch.Adversarial.Domains.Behaviour.Ranking;
using Scratch.Adversarial.Runs.Behaviour;
using Scratch.Cli.Pages;

namespace Scratch.Cli.Behaviour;

/// <summary>The page about a run on behaviour.</summary>
internal static class BehaviourPage
{
    /// <summary>The page, to be saved as UTF-8.</summary>
    public static string Render(BehaviourRunResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        BehaviourReport report = result.Report;
        return HtmlPage.Render(
            Markup.Printable($"{report.Data}, preset {report.Preset}, seed {report.Seed}"),
            "A recommender",
            Facts(report),
            [
                Figures(report),
                Markup.Section("Who gets into lists, and who is found", new XElement(
                    "div", Markup.Class("charts"), BehaviourCharts.Exposure(report.Recommenders),
                    BehaviourCharts.Popularity(report.Recommenders.Single(one => one.IsOwn)))),
                Choices(report),
                Markup.Section("A map of the items", ItemMap.Render(result)),
            ],
            Markup.Printable($"Scratch {report.Version}. {report.Command}. Instruction set {report.InstructionSet}; "
                + $"threads: {report.Threads}. The whole run took {Markup.Seconds(report.Seconds)} seconds."));
    }

    private static object[] Facts(BehaviourReport report)
    {
        string left = string.Join("; ", report.Counts.Describe());
        return
        [
            "Data ", new XElement("b", Markup.Printable(report.Data)), ", seed ", new XElement("b", report.Seed),
            $". {Markup.Count(report.Users)} users, {Markup.Count(report.Items)} items and "
                + $"{Markup.Count(report.Interactions)} pairs of them. {Markup.Count(report.TrainingUsers)} users to "
                + $"learn from; of the figures' {Markup.Count(report.Recommenders[0].Test.Users)} nothing was learnt, "
                + $"and what was hidden of theirs is to be found.{(left.Length > 0 ? $" {left}." : "")}",
        ];
    }

    private static XElement Figures(BehaviourReport report)
    {
        int top = report.Top;
        (string Name, Func<RankingFigures, string> Show)[] rows =
        [
            ($"HR@{top}", one => Share(one.HitRate)), ($"NDCG@{top}", one => Share(one.Ndcg)),
            ("MRR", one => Share(one.ReciprocalRank)), ($"Recall@{top}", one => Share(one.Recall)),
            ($"Coverage@{top}", one => Share(one.Coverage)), ("Gini", one => Share(one.Gini)),
            ("Distance", one => Share(one.IntraListDistance)),
            ("Novelty", one => one.Novelty?.ToString("0.00", CultureInfo.InvariantCulture) ?? "none"),
        ];
        return Markup.Section(
            "Figures",
            Markup.Table(
                "figures",
                $"Lists of {top}, of all items that a user doesn't have; * is the run's own recommender",
                [
                    null, .. report.Recommenders.Select(
                        one => RecommenderCatalogue.Find(one.Name).Title + (one.IsOwn ? " *" : "")),
                ],
                rows.Select(row => (object?[])
                    [row.Name, .. report.Recommenders.Select(one => row.Show(one.Test))])),
            new XElement("p", Markup.Class("note"),
                "HR: the share of users with a hidden item in the list. NDCG: the same, weighed by its place. MRR: the "
                    + "mean of 1 / its rank. Coverage: the share of all items that are in anybody's list. Gini: 0 if "
                    + "all are listed as often, near 1 if a few have all places. Distance: how unlike items of a list "
                    + "are. Novelty: in bits, how few users have what is listed."));
    }

    private static XElement? Choices(BehaviourReport report) => report.Choices.Count == 0 ? null : Markup.Section(
        "What was chosen", Markup.Table(
            "choices", $"NDCG@{report.Top} of the users who validate",
            ["Option", "Value", "NDCG", "Taken"],
            report.Choices.Select(choice => (object?[])
            [
                Markup.Printable($"{choice.Option} of {choice.Recommender}"),
                choice.Value.ToString(CultureInfo.InvariantCulture), Share(choice.Ndcg), choice.IsChosen ? "yes" : "",
            ])));

    private static string Share(double? value) => value?.ToString("0.0000", CultureInfo.InvariantCulture) ?? "none";
}
