namespace Scratch.Adversarial.Evaluation;

/// <summary>
/// The expected calibration error, Σ |B| / N · |accuracy(B) − confidence(B)| over bins of confidence. Guo et al. 2017,
/// eq. 3.
/// </summary>
/// <remarks>The confidence is the largest probability. Bin m of M holds confidences in ((m − 1) / M, m / M].</remarks>
public static class CalibrationError
{
    /// <summary>The number of bins of the cited paper.</summary>
    public const int UsualBins = 15;

    /// <summary>The figure, from 0 to 1. NaN without examples.</summary>
    /// <param name="probabilities">Of N examples.</param>
    /// <param name="labels">N true classes.</param>
    /// <param name="bins">The number of bins, at least 1.</param>
    public static double Compute(ClassProbabilities probabilities, ReadOnlySpan<int> labels, int bins = UsualBins)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bins);
        Shape.RequireLength(labels.Length, probabilities.Count, nameof(labels));
        double[] surplus = new double[bins]; // right answers less confidence: |B| (accuracy − confidence)
        for (int row = 0; row < labels.Length; row++)
        {
            ReadOnlySpan<double> p = probabilities.Row(row);
            int predicted = TensorPrimitives.IndexOfMax(p);
            int bin = Math.Clamp((int)Math.Ceiling(p[predicted] * bins) - 1, 0, bins - 1);
            surplus[bin] += (predicted == labels[row] ? 1 : 0) - p[predicted];
        }
        return surplus.Sum(Math.Abs) / labels.Length;
    }
}
