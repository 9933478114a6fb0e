namespace Scratch.Adversarial.Robustness;

/// <summary>What one attack left of a classifier at one radius.</summary>
/// <param name="Attack">Its name.</param>
/// <param name="RobustCorrect">Examples that are right without attack and under this one.</param>
/// <param name="RobustAccuracy">Their share of the data set.</param>
/// <param name="Unverified">Successes that were not there when measured again; they count as failures.</param>
/// <param name="OutOfBounds">Points out of their ball or of [0, 1]; they count as failures.</param>
/// <param name="Seconds">Wall-clock time; 0 where one attempt served several radii.</param>
public sealed record AttackReport(
    string Attack, int RobustCorrect, double RobustAccuracy, int Unverified, int OutOfBounds, double Seconds)
{
    /// <summary>Points where a logit is not finite; they count as successes, and fail the audit.</summary>
    public int NotFinite { get; init; }
}

/// <summary>All attacks at one radius.</summary>
/// <param name="Epsilon">The radius.</param>
/// <param name="RobustCorrect">Examples that are right without attack and under every attack.</param>
/// <param name="RobustAccuracy">Their share of the data set: the worst case, example by example.</param>
/// <param name="Attacks">Each attack by itself.</param>
public sealed record RadiusReport(
    double Epsilon, int RobustCorrect, double RobustAccuracy, IReadOnlyList<AttackReport> Attacks)
{
    /// <summary>
    /// The share of the data set for which a bound, the best of those computed, proves that no attack at this radius
    /// succeeds; null if none was computed.
    /// </summary>
    public double? CertifiedAccuracy { get; init; }

    /// <summary>
    /// The same by interval bounds alone; null if no bound was computed, and in reports from before it was told apart.
    /// </summary>
    public double? CertifiedByIntervals { get; init; }

    /// <summary>Certified examples that an attack breaks all the same: none, or the bounds are wrong.</summary>
    public int CertifiedButBroken { get; init; }
}

/// <summary>How near an attack found adversarial examples.</summary>
/// <param name="Attack">Its name.</param>
/// <param name="Norm">What distances are measured in.</param>
/// <param name="Found">The share of the examples classified rightly for which it found one.</param>
/// <param name="Median">The median distance over the examples classified rightly, ∞ for none found; null if it is ∞, or
/// there is no example.</param>
/// <param name="Seconds">Wall-clock time.</param>
public sealed record DistanceReport(string Attack, string Norm, double Found, double? Median, double Seconds);

/// <summary>The robustness of one classifier on a whole data set, and whether the figures can be believed.</summary>
public sealed record RobustnessReport
{
    /// <summary>The number of examples.</summary>
    public required int Examples { get; init; }

    /// <summary>How many are right without attack.</summary>
    public required int Correct { get; init; }

    /// <summary>Correct / examples.</summary>
    public required double Accuracy { get; init; }

    /// <summary>The norm of the balls.</summary>
    public required string Norm { get; init; }

    /// <summary>The box that examples stayed in, beside their balls; null for [0, 1].</summary>
    public string? Box { get; init; }

    /// <summary>Examples that are not in that box, which attacks suppose: they count as not robust.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int OutsideBox { get; init; }

    /// <summary>The bounds behind certified accuracy; null if there are none.</summary>
    public string? Bounds { get; init; }

    /// <summary>The radii, ascending: the security curve.</summary>
    public required IReadOnlyList<RadiusReport> Radii { get; init; }

    /// <summary>The attacks that look for the nearest adversarial example.</summary>
    public required IReadOnlyList<DistanceReport> Distances { get; init; }

    /// <summary>
    /// Whether the attacks could do their work. Where it failed, the accuracies under attack say nothing about
    /// robustness.
    /// </summary>
    public required AuditReport Audit { get; init; }

    /// <summary>Wall-clock time of it all.</summary>
    public required double Seconds { get; init; }
}
