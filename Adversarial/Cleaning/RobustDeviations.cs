namespace Scratch.Adversarial.Cleaning;

/// <summary>
/// Figures in deviations above the typical one: (s − median s) / (1.4826 · median |s − median s|), which a few wild
/// ones don't move.
/// </summary>
internal static class RobustDeviations
{
    // of a normal distribution, its standard deviation in median absolute deviations
    private const double DeviationsOfMedian = 1.4826;

    /// <summary>The deviations of some scores; 0 for all if half of them are the same.</summary>
    public static double[] Compute(double[] scores)
    {
        double median = Median(scores);
        double deviation = DeviationsOfMedian * Median([.. scores.Select(score => Math.Abs(score - median))]);
        return [.. scores.Select(score => deviation > 0 ? (score - median) / deviation : 0)];
    }

    /// <summary>The middle one; the upper of two.</summary>
    public static double Median(double[] values)
    {
        double[] sorted = [.. values];
        Array.Sort(sorted);
        return sorted[sorted.Length / 2];
    }
}
