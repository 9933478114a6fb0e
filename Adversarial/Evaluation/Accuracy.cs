namespace Scratch.Adversarial.Evaluation;

/// <summary>The share of the examples that are seen as their class.</summary>
public static class Accuracy
{
    /// <summary>Of N predicted classes and N labels.</summary>
    public static double Compute(ReadOnlySpan<int> predictions, ReadOnlySpan<int> labels) =>
        (double)CountCorrect(predictions, labels) / labels.Length;

    /// <summary>The number of examples whose predicted class is the label.</summary>
    public static int CountCorrect(ReadOnlySpan<int> predictions, ReadOnlySpan<int> labels)
    {
        Shape.RequireLength(predictions.Length, labels.Length, nameof(predictions));
        int correct = 0;
        for (int i = 0; i < labels.Length; i++)
        {
            correct += predictions[i] == labels[i] ? 1 : 0;
        }
        return correct;
    }

    /// <summary>Of (B, classes) logits, or one logit of two classes, and B labels.</summary>
    public static float Compute(Matrix logits, ReadOnlySpan<int> labels)
    {
        int right = 0;
        for (int row = 0; row < logits.Rows; row++)
        {
            right += Predictor.ClassOf(logits.Row(row)) == labels[row] ? 1 : 0;
        }
        return (float)right / logits.Rows;
    }
}
