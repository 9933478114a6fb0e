namespace Scratch.Adversarial.Evaluation;

/// <summary>p = softmax(logits) of one example: what a classifier says, as probabilities.</summary>
internal static class RowSoftmax
{
    /// <summary>
    /// Overwrites <paramref name="probabilities"/>. The maximum is subtracted first, so that large logits don't
    /// overflow.
    /// </summary>
    /// <param name="logits">N numbers, at least 1.</param>
    /// <param name="probabilities">N numbers, overwritten; may be the same memory.</param>
    public static void Write(ReadOnlySpan<float> logits, Span<float> probabilities)
    {
        TensorPrimitives.Subtract(logits, TensorPrimitives.Max(logits), probabilities);
        TensorPrimitives.Exp(probabilities, probabilities);
        TensorPrimitives.Divide(probabilities, Reductions.Sum<float>(probabilities), probabilities);
    }
}
