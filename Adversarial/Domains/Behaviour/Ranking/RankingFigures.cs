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

    /// <summary>The mean of 1 / rank of the hidden item that ranks best, wherever it is.</summary>
    public double ReciprocalRank { get; init; }

    /// <summary>The share of a user's hidden items that are in the list, as a mean over users.</summary>
    public double Recall { get; init; }

    /// <summary>
    /// The Gini coefficient of how often items are listed: 0 if all are as often, near 1 if a few have all the places.
    /// </summary>
    public double Gini { get; init; }

    /// <summary>
    /// The mean over lists of 1 − the cosine of two of its items, as vectors of the users that have them; null if users
    /// weren't given.
    /// </summary>
    public double? IntraListDistance { get; init; }

    /// <summary>The mean over listed items of −log₂ of the share of users that have them; null if users weren't
    /// given.</summary>
    public double? Novelty { get; init; }

    /// <summary>How hits depend on how many users have the hidden item; empty if users weren't given.</summary>
    public IReadOnlyList<PopularityFigures> ByPopularity { get; init; } = [];

    /// <summary>
    /// The Lorenz curve of exposure: at place i of n + 1 the share of all places in lists that the i / n of the items
    /// have that are listed least.
    /// </summary>
    public IReadOnlyList<double> Exposure { get; init; } = [];
}

/// <summary>How often hidden items of about the same popularity are found.</summary>
/// <param name="FewestUsers">Users of training that have such an item, at least.</param>
/// <param name="MostUsers">Users of training that have it, at most.</param>
/// <param name="Hidden">The number of hidden items that are such.</param>
/// <param name="Found">The share of them that is in its user's list.</param>
public sealed record PopularityFigures(int FewestUsers, int MostUsers, int Hidden, double Found);
