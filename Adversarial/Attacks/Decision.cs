namespace Scratch.Adversarial.Attacks;

/// <summary>The class that logits stand for: the one rule of all attacks and of what counts them.</summary>
public static class Decision
{
    /// <summary>No class: wrong, whatever the label, and what no attack can be after.</summary>
    public const int None = -1;

    /// <summary>The class with the largest logit; <see cref="None"/> where a logit isn't finite, for of NaN and infinities none is the largest.</summary>
    public static int From(ReadOnlySpan<float> logits) => TensorPrimitives.IsFiniteAll(logits) ? RowOperations.ArgMax(logits) : None;
}
