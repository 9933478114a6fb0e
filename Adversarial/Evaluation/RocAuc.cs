namespace Scratch.Adversarial.Evaluation;

/// <summary>
/// The area under the ROC curve: the probability that an example of the class gets a higher score than one of the
/// others, half of it where they tie. Hanley and McNeil 1982, by the ranks of Mann and Whitney 1947.
/// </summary>
public static class RocAuc
{
    /// <summary>
    /// AUC = (R − P (P + 1) / 2) / (P · Q): R the sum of the ranks of the P positives, ties sharing their mean rank; Q
    /// negatives.
    /// </summary>
    /// <param name="scores">N scores.</param>
    /// <param name="isPositive">N times whether the example is of the class.</param>
    /// <returns>From 0 to 1; NaN if all examples are positive or none is.</returns>
    public static double Compute(ReadOnlySpan<double> scores, ReadOnlySpan<bool> isPositive)
    {
        Shape.RequireLength(isPositive.Length, scores.Length, nameof(isPositive));
        double[] sorted = scores.ToArray();
        bool[] positive = isPositive.ToArray();
        Array.Sort(sorted, positive);
        double ranks = 0;
        long positives = 0;
        for (int start = 0, end; start < sorted.Length; start = end)
        {
            for (end = start + 1; end < sorted.Length && sorted[end] == sorted[start];)
            {
                end++;
            }
            int tied = positive.AsSpan(start, end - start).Count(true);
            ranks += tied * 0.5 * (start + 1 + end); // the mean of the ranks start + 1 … end
            positives += tied;
        }
        return (ranks - (0.5 * positives * (positives + 1))) / ((double)positives * (sorted.Length - positives));
    }

    /// <summary>
    /// The mean over the classes of "this one against the rest", scored by its probability. NaN if no class can be
    /// scored.
    /// </summary>
    /// <remarks>A class that has no example, or all of them, has no curve and is left out of the mean.</remarks>
    /// <param name="probabilities">Of N examples.</param>
    /// <param name="labels">N true classes.</param>
    public static double OneAgainstRest(ClassProbabilities probabilities, ReadOnlySpan<int> labels)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        Shape.RequireLength(labels.Length, probabilities.Count, nameof(labels));
        double[] scores = new double[labels.Length];
        bool[] isPositive = new bool[labels.Length];
        double sum = 0;
        int scored = 0;
        for (int c = 0; c < probabilities.Classes; c++)
        {
            for (int row = 0; row < labels.Length; row++)
            {
                scores[row] = probabilities.Row(row)[c];
                isPositive[row] = labels[row] == c;
            }
            double area = Compute(scores, isPositive);
            if (!double.IsNaN(area))
            {
                sum += area;
                scored++;
            }
        }
        return sum / scored;
    }
}
