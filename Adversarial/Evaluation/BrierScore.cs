namespace Scratch.Adversarial.Evaluation;

/// <summary>
/// The mean of Σ (pₖ − oₖ)² over the classes, o one-hot: 0 for certain and right, 2 for certain and wrong. Brier 1950,
/// eq. 2.
/// </summary>
public static class BrierScore
{
    /// <summary>The figure, from 0 to 2. NaN without examples.</summary>
    /// <param name="probabilities">Of N examples.</param>
    /// <param name="labels">N true classes.</param>
    public static double Compute(ClassProbabilities probabilities, ReadOnlySpan<int> labels)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        Shape.RequireLength(labels.Length, probabilities.Count, nameof(labels));
        double sum = 0;
        for (int row = 0; row < labels.Length; row++)
        {
            ReadOnlySpan<double> p = probabilities.Row(row);
            for (int k = 0; k < p.Length; k++)
            {
                double difference = p[k] - (k == labels[row] ? 1 : 0);
                sum += difference * difference;
            }
        }
        return sum / labels.Length;
    }
}
