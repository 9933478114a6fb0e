using Scratch.Adversarial.Domains.Behaviour.Ranking;

namespace Scratch.Adversarial.Domains.Behaviour.Shilling;

/// <summary>Where a pushed item stands before an attack and after it.</summary>
/// <param name="Item">The item.</param>
/// <param name="Before">Before.</param>
/// <param name="After">After.</param>
internal sealed record TargetReport(int Item, TargetFigures Before, TargetFigures After);

/// <summary>What an attack did to a recommender.</summary>
internal sealed record ShillingReport
{
    /// <summary>The name of the attack.</summary>
    public required string Attack { get; init; }

    /// <summary>The fake profiles, as a share of the real ones.</summary>
    public required double Share { get; init; }

    /// <summary>The number of fake profiles.</summary>
    public required int Fakes { get; init; }

    /// <summary>How well hidden items are found without fakes.</summary>
    public required RankingFigures Before { get; init; }

    /// <summary>How well they are found with them.</summary>
    public required RankingFigures After { get; init; }

    /// <summary>The items that were pushed.</summary>
    public required IReadOnlyList<TargetReport> Targets { get; init; }

    /// <summary>
    /// The probability that a fake profile was more suspicious than a real one; null where nobody looked.
    /// </summary>
    public required double? DetectorAuc { get; init; }

    /// <summary>The mean of the targets' hit rates before.</summary>
    public double TargetHitRateBefore => Targets.Average(target => target.Before.HitRate);

    /// <summary>The mean of the targets' hit rates after.</summary>
    public double TargetHitRateAfter => Targets.Average(target => target.After.HitRate);
}
