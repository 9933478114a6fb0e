namespace Scratch.Adversarial.Cleaning;

/// <summary>One example that something is wrong with.</summary>
/// <param name="Row">Its row in the data set as it was given.</param>
/// <param name="Reason">What is wrong.</param>
/// <param name="Score">
/// How much, by the reason: an outlier's deviations from the typical score, the estimated probability of another label,
/// the root mean square difference of a near duplicate; 0 where there is nothing to measure.
/// </param>
/// <param name="Label">The label that it was given.</param>
public sealed record Finding(int Row, CleaningReason Reason, double Score, int Label)
{
    /// <summary>The label that it should have; null if its label is not what is wrong.</summary>
    public int? Suggested { get; init; }

    /// <summary>The earlier row that it repeats; null if it is no duplicate.</summary>
    public int? Twin { get; init; }

    /// <summary>Whether it stays in the set, under the suggested label.</summary>
    public bool IsFixed { get; init; }

    /// <summary>The pass that found it, from 1.</summary>
    public int Pass { get; init; }
}
