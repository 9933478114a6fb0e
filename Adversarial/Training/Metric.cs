namespace Scratch.Adversarial.Training;

/// <summary>A figure of single examples, whose mean is reported beside the loss.</summary>
/// <param name="Name">The field's name for it.</param>
/// <param name="Compute">The figure of one example: its logits, its target. Without a final sigmoid the logits are the
/// network's output.</param>
public sealed record Metric(string Name, Func<ReadOnlySpan<float>, ReadOnlySpan<float>, float> Compute)
{
    /// <summary>
    /// 1 if the largest logit is the largest of the target; of a single output, if it is on the target's side of one
    /// half, which is 0 for a logit.
    /// </summary>
    public static Metric Accuracy { get; } = new("accuracy", (logits, target) => logits.Length == 1
        ? logits[0] > 0 == target[0] > 0.5f ? 1 : 0
        : RowOperations.ArgMax(logits) == RowOperations.ArgMax(target) ? 1 : 0);

    /// <summary>The share of the outputs on the target's side of one half, which is 0 for a logit.</summary>
    public static Metric BinaryAccuracy { get; } = new("binary_accuracy", (logits, target) =>
    {
        int right = 0;
        for (int i = 0; i < logits.Length; i++)
        {
            right += logits[i] > 0 == target[i] > 0.5f ? 1 : 0;
        }
        return (float)right / logits.Length;
    });

    /// <summary>The mean of (output − target)².</summary>
    public static Metric MeanSquaredError { get; } = new("mean_squared_error", (output, target) =>
    {
        float distance = Reductions.Distance(output, target);
        return distance * distance / output.Length;
    });

    /// <summary>The mean of |output − target|.</summary>
    public static Metric MeanAbsoluteError { get; } = new("mean_absolute_error", (output, target) =>
    {
        float sum = 0;
        for (int i = 0; i < output.Length; i++)
        {
            sum += MathF.Abs(output[i] - target[i]);
        }
        return sum / output.Length;
    });

    /// <summary>The sum of the figure over a batch.</summary>
    internal double Sum(Matrix logits, Matrix target)
    {
        double sum = 0;
        for (int row = 0; row < logits.Rows; row++)
        {
            sum += Compute(logits.Row(row), target.Row(row));
        }
        return sum;
    }
}
