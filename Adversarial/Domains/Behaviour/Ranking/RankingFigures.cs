namespace Scratch.Adversarial.Domains.Behaviour.Ranking;

/// <summary>How well a recommender finds what was hidden.</summary>
public sealed record RankingFigures
{
    /// <summary>The number of users.</summary>
    public required int Users { get; init; }

    /// <summary>How long the lists are: the K of the other figures.</summary>
    public required int Top { get; init; }

    /// <summary>HR@K: the share of the users that have a hidden item in their list.</summary>
    public required double HitRate { get; init; }

    /// <summary>
    /// NDCG@K: Σ 1 / log₂(1 + rank) over the hidden items in the list, as a share of the most that it could be.
    /// </summary>
    public required double Ndcg { get; init; }

    /// <summary>The share of all items that are in anybody's list.</summary>
    public required double Coverage { get; init; }
}
