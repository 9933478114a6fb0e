using Scratch.Adversarial.Attacks;

namespace Scratch.Adversarial.Robustness;

/// <summary>What a target takes points for.</summary>
internal static class Predictions
{
    /// <summary>The <see cref="Decision"/> for every point, in batches of the target's capacity.</summary>
    public static int[] Of(IAttackTarget target, Matrix points, CancellationToken cancellation = default)
    {
        int[] predictions = new int[points.Rows];
        for (int start = 0; start < points.Rows; start += target.Capacity)
        {
            cancellation.ThrowIfCancellationRequested();
            Matrix logits = target.Forward(points.SliceRows(start, Math.Min(target.Capacity, points.Rows - start)));
            for (int row = 0; row < logits.Rows; row++)
            {
                predictions[start + row] = Decision.Of(logits.Row(row));
            }
        }
        return predictions;
    }
}
