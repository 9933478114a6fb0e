namespace Scratch.Adversarial.Domains.Text;

/// <summary>The sizes of a detector.</summary>
public sealed record DetectorShape
{
    /// <summary>The rows that n-grams are hashed to, a power of two.</summary>
    public int Features { get; init; } = 8192;

    /// <summary>The widths of each member's hidden layers, at least one.</summary>
    public IReadOnlyList<int> Hidden { get; init; } = [32, 32];

    /// <summary>The networks whose mean counts.</summary>
    public int Members { get; init; } = 3;

    /// <summary>The sizes of windows, beside the text as a whole; none for the text as a whole alone.</summary>
    public IReadOnlyList<WindowScale> Scales { get; init; } = [new(8, 2), new(16, 4), new(32, 8), new(64, 16)];

    /// <summary>Throws unless all sizes make sense.</summary>
    /// <exception cref="ArgumentException">One doesn't; the message names it.</exception>
    public void Validate()
    {
        TextGrams.RequireFeatures(Features);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Members);
        if (Hidden.Count == 0 || Hidden.Any(width => width < 1))
        {
            throw new ArgumentException(
                $"The hidden layers are [{string.Join(", ", Hidden)}]; expected one at least, each with a unit or "
                + "more.", nameof(Hidden));
        }
        foreach (WindowScale scale in Scales)
        {
            if (scale.Words < 1 || scale.Stride < 1 || scale.Stride > scale.Words)
            {
                throw new ArgumentException(
                    $"{scale}: expected at least one word, and a stride from 1 to the words.", nameof(Scales));
            }
        }
    }
}
