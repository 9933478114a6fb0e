namespace Scratch.Adversarial.Evaluation;

/// <summary>What is flagged if all scores from one on are.</summary>
/// <param name="Score">The lowest score that is flagged.</param>
/// <param name="TruePositives">The positives that are flagged.</param>
/// <param name="FalsePositives">The negatives that are flagged.</param>
public readonly record struct RankingPoint(double Score, int TruePositives, int FalsePositives);

/// <summary>How many positives and negatives each threshold flags: what ROC and precision-recall are made of.</summary>
public sealed class RankingCurve
{
    private RankingCurve(RankingPoint[] points, int positives, int negatives) =>
        (Points, Positives, Negatives) = (points, positives, negatives);

    /// <summary>One point for each score that occurs, in falling order; equal scores are flagged together.</summary>
    public IReadOnlyList<RankingPoint> Points { get; }

    /// <summary>The number of positives.</summary>
    public int Positives { get; }

    /// <summary>The number of negatives.</summary>
    public int Negatives { get; }

    /// <summary>
    /// Σ (R_k − R_(k−1)) P_k over the points, R the recall and P the precision: the area under the precision-recall
    /// curve without interpolation. NaN without positives.
    /// </summary>
    public double AveragePrecision
    {
        get
        {
            (double sum, int before) = (0, 0);
            foreach (RankingPoint point in Points)
            {
                sum += (point.TruePositives - before) * Precision(point);
                before = point.TruePositives;
            }
            return sum / Positives;
        }
    }

    /// <summary>The point with the largest F1, the first of equals; null without positives.</summary>
    public RankingPoint? BestF1 => Positives == 0 ? null : Points.MaxBy(F1);

    /// <summary>A curve.</summary>
    /// <param name="scores">N scores; infinite ones are taken, too.</param>
    /// <param name="isPositive">N times whether the example is positive.</param>
    public static RankingCurve From(ReadOnlySpan<double> scores, ReadOnlySpan<bool> isPositive)
    {
        Shape.RequireLength(isPositive.Length, scores.Length, nameof(isPositive));
        double[] sorted = scores.ToArray();
        bool[] positive = isPositive.ToArray();
        Array.Sort(sorted, positive);
        var points = new List<RankingPoint>();
        (int truePositives, int falsePositives) = (0, 0);
        for (int i = sorted.Length - 1; i >= 0; i--)
        {
            truePositives += positive[i] ? 1 : 0;
            falsePositives += positive[i] ? 0 : 1;
            if (i == 0 || sorted[i - 1] != sorted[i])
            {
                points.Add(new RankingPoint(sorted[i], truePositives, falsePositives));
            }
        }
        return new RankingCurve([.. points], truePositives, falsePositives);
    }

    /// <summary>The share of the flagged that are positive.</summary>
    public static double Precision(RankingPoint point) =>
        (double)point.TruePositives / (point.TruePositives + point.FalsePositives);

    /// <summary>The share of the positives that are flagged.</summary>
    public double Recall(RankingPoint point) => (double)point.TruePositives / Positives;

    /// <summary>The share of the negatives that are flagged.</summary>
    public double FalsePositiveRate(RankingPoint point) => (double)point.FalsePositives / Negatives;

    /// <summary>2 TP / (TP + FP + P), the harmonic mean of precision and recall.</summary>
    public double F1(RankingPoint point) =>
        2.0 * point.TruePositives / (point.TruePositives + point.FalsePositives + Positives);
}
