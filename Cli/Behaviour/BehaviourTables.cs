using Scratch.Adversarial.Domains.Behaviour.Ranking;
using Scratch.Adversarial.Runs.Behaviour;

namespace Scratch.Cli.Behaviour;

/// <summary>The figures of recommenders as tables for a terminal.</summary>
internal static class BehaviourTables
{
    /// <summary>A finished run.</summary>
    public static void Write(TextWriter writer, BehaviourReport report)
    {
        foreach (string line in report.Counts.Describe())
        {
            writer.WriteLine($"{report.Data}: {line}.");
        }
        Write(
            writer, $"{report.Data}: {Count(report.Users)} users, {Count(report.Items)} items, "
                + $"{Count(report.Interactions)} pairs; {Count(report.TrainingUsers)} users to learn from, figures of "
                + $"{Count(report.Recommenders[0].Test.Users)} others",
            report.Recommenders.Select(one => (one.Name, one.IsOwn, one.Test)));
        foreach (ChoiceFigures choice in report.Choices.Where(choice => choice.IsChosen))
        {
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{choice.Option} {choice.Value} of {choice.Recommender} was chosen on {Count(report.Recommenders[0]
                    .Validation.Users)} users who validate."));
        }
        if (report.UnseenInTest > 0)
        {
            writer.WriteLine($"Warning: hidden items of the test that no user to learn from has, so that they can't be "
                + $"found: {Count(report.UnseenInTest)}.");
        }
        writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{report.Seconds:0.0} seconds in all."));
    }

    /// <summary>Recommenders side by side; the run's own is marked.</summary>
    public static void Write(
        TextWriter writer, string title, IEnumerable<(string Name, bool IsOwn, RankingFigures Figures)> recommenders)
    {
        var all = recommenders.ToArray();
        int top = all[0].Figures.Top;
        var table = new TextTable(
            title, "recommender", $"HR@{top}", $"NDCG@{top}", "MRR", $"recall@{top}", $"coverage@{top}", "Gini",
            "distance", "novelty");
        foreach ((string name, bool isOwn, RankingFigures figures) in all)
        {
            table.Add(
                RecommenderCatalogue.Find(name).Title + (isOwn ? " *" : ""), Number(figures.HitRate),
                Number(figures.Ndcg), Number(figures.ReciprocalRank), Number(figures.Recall), Number(figures.Coverage),
                Number(figures.Gini), Number(figures.IntraListDistance),
                figures.Novelty?.ToString("0.00", CultureInfo.InvariantCulture) ?? "none");
        }
        table.Write(writer);
    }

    private static string Number(double? value) => value?.ToString("0.0000", CultureInfo.InvariantCulture) ?? "none";

    private static string Count(int count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
