using Scratch.Adversarial.Attacks;

namespace Scratch.Adversarial.Robustness;

/// <summary>What a model takes points for.</summary>
internal static class Predictions
{
    /// <summary>The <see cref="Decision"/> for every point, in batches of the model's capacity.</summary>
    public static int[] Compute(IModel model, Matrix points, CancellationToken cancellation = default)
    {
        int[] predictions = new int[points.Rows];
        for (int start = 0; start < points.Rows; start += model.Capacity)
        {
            cancellation.ThrowIfCancellationRequested();
            Matrix logits = model.Forward(points.SliceRows(start, Math.Min(model.Capacity, points.Rows - start)));
            for (int row = 0; row < logits.Rows; row++)
            {
                predictions[start + row] = Decision.From(logits.Row(row));
            }
        }
        return predictions;
    }
}
