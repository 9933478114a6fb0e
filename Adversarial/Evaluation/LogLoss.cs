namespace Scratch.Adversarial.Evaluation;

/// <summary>
/// The mean of −log p of the true class, in nats: the cross-entropy of a set of predictions. Good 1952.
/// </summary>
public static class LogLoss
{
    /// <summary>
    /// The figure, at least 0; from logits, so that no probability underflows to an infinite loss. NaN without
    /// examples.
    /// </summary>
    /// <param name="logits">(N, classes), or one logit of two classes; finite.</param>
    /// <param name="labels">N true classes.</param>
    public static double Compute(Matrix logits, ReadOnlySpan<int> labels)
    {
        Shape.RequireLength(labels.Length, logits.Rows, nameof(labels));
        logits = Evaluator.OfClasses(logits);
        double sum = 0;
        for (int row = 0; row < labels.Length; row++)
        {
            ReadOnlySpan<float> z = logits.Row(row);
            sum += ClassProbabilities.LogSumOfExponentials(z) - z[labels[row]];
        }
        return sum / labels.Length;
    }
}
