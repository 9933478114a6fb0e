namespace Scratch.Adversarial.Evaluation;

/// <summary>The share of a batch whose largest logit is the label's.</summary>
internal static class Accuracy
{
    /// <summary>Of (B, classes) logits and B labels.</summary>
    public static float Compute(Matrix logits, ReadOnlySpan<int> labels)
    {
        int right = 0;
        for (int row = 0; row < logits.Rows; row++)
        {
            right += RowOperations.ArgMax(logits.Row(row)) == labels[row] ? 1 : 0;
        }
        return (float)right / logits.Rows;
    }
}
