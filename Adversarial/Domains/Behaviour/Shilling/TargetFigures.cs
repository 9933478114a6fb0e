namespace Scratch.Adversarial.Domains.Behaviour.Shilling;

/// <summary>Where an item stands in the rankings of users that don't have it.</summary>
public sealed record TargetFigures
{
    /// <summary>The ranks that <see cref="Reach"/> is given for: the points of a chart.</summary>
    public static IReadOnlyList<int> Ranks { get; } = [1, 2, 3, 5, 10, 20, 30, 50, 100, 200, 500, 1000];

    /// <summary>The share of the users that have it in their list.</summary>
    public required double HitRate { get; init; }

    /// <summary>The median of its ranks.</summary>
    public required double MedianRank { get; init; }

    /// <summary>For each of <see cref="Ranks"/>, the share of the users for whom it stands there or better.</summary>
    public required IReadOnlyList<double> Reach { get; init; }

    /// <summary>The figures of ranks.</summary>
    /// <param name="ranks">One for each user; not empty. Sorted by this.</param>
    /// <param name="top">The length of a list.</param>
    internal static TargetFigures From(double[] ranks, int top)
    {
        Array.Sort(ranks);
        double Share(int rank) => ranks.Count(own => own <= rank) / (double)ranks.Length;
        return new TargetFigures
        {
            HitRate = Share(top),
            MedianRank = (ranks[(ranks.Length - 1) / 2] + ranks[ranks.Length / 2]) / 2,
            Reach = [.. Ranks.Select(Share)],
        };
    }
}
