using Scratch.Adversarial.Domains.Behaviour.Ranking;
using Scratch.Adversarial.Runs.Behaviour;
using Scratch.Cli.Pages;

namespace Scratch.Cli.Behaviour;

/// <summary>The charts of a run on behaviour.</summary>
internal static class BehaviourCharts
{
    private const int MostLines = 4; // that a chart tells apart

    /// <summary>How unequally items are listed, by each recommender: Lorenz curves.</summary>
    public static XElement Exposure(IReadOnlyList<RecommenderFigures> recommenders) => LineChart.Render(
        "Exposure: the share of all places in lists that the least listed items have",
        [
            .. recommenders.TakeLast(MostLines).Reverse().Select(one => new Series(
                RecommenderCatalogue.Find(one.Name).Title,
                [.. one.Test.Exposure.Select((share, i) => ((double)i / (one.Test.Exposure.Count - 1), share))])),
        ],
        mayBeLogarithmic: false, "share of the items, the least listed first", Axis.UpTo(1));

    /// <summary>How hits depend on how many users have the hidden item.</summary>
    public static XElement Popularity(RecommenderFigures own) => BarChart.Render(
        "Hidden items that are found, by how many users to learn from have them",
        [.. own.Test.ByPopularity.Select(bin => (Name(bin), bin.Found))]);

    private static string Name(PopularityFigures bin) =>
        $"{Markup.Count(bin.FewestUsers)}–{Markup.Count(bin.MostUsers)} users ({Markup.Count(bin.Hidden)} hidden):";
}
