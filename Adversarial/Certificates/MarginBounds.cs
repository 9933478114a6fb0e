namespace Scratch.Adversarial.Certificates;

/// <summary>
/// What a classifier's logits can't do while its input stays in a ball: bounds that no input of the ball breaks.
/// </summary>
/// <remarks>An instance has memory for one batch at a time.</remarks>
public abstract class MarginBounds
{
    /// <summary>The name in options and reports, such as <c>crown</c>.</summary>
    public abstract string Name { get; }

    /// <summary>The largest batch.</summary>
    public abstract int Capacity { get; }

    /// <summary>Bounds of every logit.</summary>
    /// <param name="inputs">(B, d), the centres of the balls, in their box.</param>
    /// <param name="lower">(B, classes), overwritten.</param>
    /// <param name="upper">(B, classes), overwritten.</param>
    public abstract void BoundLogits(Matrix inputs, Matrix lower, Matrix upper);

    /// <summary>Ends what takes long with an <see cref="OperationCanceledException"/>, within an example.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>Lower bounds of the margins z_y − zₖ.</summary>
    /// <param name="inputs">(B, d), the centres of the balls, in their box.</param>
    /// <param name="labels">B classes, y.</param>
    /// <param name="margins">(B, classes), overwritten; 0 for k = y.</param>
    public abstract void BoundMargins(Matrix inputs, ReadOnlyMemory<int> labels, Matrix margins);

    /// <summary>True where no input of the ball is seen as another class: every margin is above zero.</summary>
    /// <param name="inputs">(B, d), the centres of the balls, in their box.</param>
    /// <param name="labels">B classes.</param>
    /// <param name="certified">B answers, overwritten.</param>
    public abstract void Certify(Matrix inputs, ReadOnlyMemory<int> labels, Span<bool> certified);

    /// <summary>True if every margin but that of the true class with itself is above zero; NaN is not.</summary>
    protected static bool AreAboveZero(ReadOnlySpan<float> margins, int label)
    {
        bool all = true;
        for (int k = 0; k < margins.Length; k++)
        {
            all &= k == label || margins[k] > 0;
        }
        return all;
    }
}
