namespace Scratch.Adversarial.Defences;

/// <summary>
/// How much a point looks like none of the data: the higher, the more. A detector rejects what lies above a threshold.
/// </summary>
public abstract class SuspicionScore
{
    /// <summary>The name in tables and reports.</summary>
    public abstract string Name { get; }

    /// <summary>The largest batch.</summary>
    public abstract int Capacity { get; }

    /// <summary>The scores of some points, which stay in use until the way back is done.</summary>
    /// <param name="points">(B, d), not overwritten.</param>
    /// <param name="scores">B, overwritten.</param>
    public abstract void Forward(Matrix points, Span<float> scores);

    /// <summary>dPoints = dScores · ∂scores/∂points, at the points of the last <see cref="Forward"/>.</summary>
    /// <param name="dScores">B, not overwritten.</param>
    /// <param name="dPoints">(B, d), overwritten.</param>
    public abstract void Backward(ReadOnlySpan<float> dScores, Matrix dPoints);

    /// <summary>The scores of any number of points, in batches. Allocates.</summary>
    public float[] Of(Matrix points)
    {
        float[] scores = new float[points.Rows];
        Batches.Run(points, Capacity, (start, batch) => Forward(batch, scores.AsSpan(start, batch.Rows)));
        return scores;
    }

    /// <summary>The smallest threshold that rejects at most a share of given scores.</summary>
    /// <param name="scores">Of harmless points that nothing else is measured on: a validation part. At least
    /// one.</param>
    /// <param name="falsePositiveRate">The share, in [0, 1).</param>
    /// <exception cref="ArgumentException">There is no score, or the share is out of its range.</exception>
    public static float Threshold(ReadOnlySpan<float> scores, double falsePositiveRate)
    {
        if (scores.IsEmpty || !(falsePositiveRate >= 0 && falsePositiveRate < 1))
        {
            throw new ArgumentException(
                $"A threshold from {scores.Length} scores at a rate of {falsePositiveRate}; expected one score or "
                + "more, and a rate in [0, 1).");
        }
        float[] sorted = scores.ToArray();
        Array.Sort(sorted);
        return sorted[sorted.Length - 1 - (int)(falsePositiveRate * sorted.Length)]; // what is rejected lies above it
    }
}
