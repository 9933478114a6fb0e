namespace Scratch.Adversarial.Evaluation;

/// <summary>The share of the examples whose true class is among the k that the model rates highest.</summary>
public static class TopKAccuracy
{
    /// <summary>
    /// The figure, from 0 to 1; of equal logits the first counts as higher, as in a prediction. NaN without examples.
    /// </summary>
    /// <param name="logits">(N, classes), or one logit of two classes.</param>
    /// <param name="labels">N true classes.</param>
    /// <param name="k">At least 1.</param>
    public static double Compute(Matrix logits, ReadOnlySpan<int> labels, int k)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(k);
        Shape.RequireLength(labels.Length, logits.Rows, nameof(labels));
        logits = Evaluator.OfClasses(logits);
        int found = 0;
        for (int row = 0; row < labels.Length; row++)
        {
            found += CountAbove(logits.Row(row), labels[row]) < k ? 1 : 0;
        }
        return (double)found / labels.Length;
    }

    private static int CountAbove(ReadOnlySpan<float> z, int label)
    {
        int above = 0;
        for (int c = 0; c < z.Length; c++)
        {
            above += z[c] > z[label] || (z[c] == z[label] && c < label) ? 1 : 0;
        }
        return above;
    }
}
