namespace Scratch.Adversarial.Domains.Text;

/// <summary>
/// Which threshold flags which share of harmless texts, as seen on those that a detector was not trained on.
/// </summary>
/// <param name="harmless">How many harmless texts were scored.</param>
/// <param name="largest">The largest of their logits, in falling order: all of them, or those that matter.</param>
public sealed class OperatingPoints(int harmless, IReadOnlyList<float> largest)
{
    /// <summary>The share of harmless texts whose logits are kept.</summary>
    public const double LargestRate = 0.1;

    private readonly float[] _largest = [.. largest];

    /// <summary>How many harmless texts were scored.</summary>
    public int Harmless { get; } = harmless;

    /// <summary>The largest of their logits, in falling order.</summary>
    public IReadOnlyList<float> Largest => _largest;

    /// <summary>Keeps the largest tenth of the logits of harmless texts.</summary>
    /// <param name="logits">At least one.</param>
    public static OperatingPoints From(IEnumerable<float> logits)
    {
        float[] falling = [.. logits.OrderDescending()];
        if (falling.Length == 0)
        {
            throw new ArgumentException("There is no harmless text, expected one at least.", nameof(logits));
        }
        return new OperatingPoints(falling.Length, falling[..((int)(LargestRate * falling.Length) + 1)]);
    }

    /// <summary>
    /// The logit above which at most that share of the harmless texts lies: a text is flagged if its logit is larger.
    /// </summary>
    /// <param name="rate">From 0 to <see cref="LargestRate"/>. Below one of all texts it is what flags none of
    /// them.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is out of its range.</exception>
    public float Threshold(double rate)
    {
        int flagged = rate >= 0 ? (int)Math.Floor(rate * Harmless) : -1;
        return flagged >= 0 && flagged < _largest.Length
            ? _largest[flagged]
            : throw new ArgumentOutOfRangeException(
                nameof(rate), rate, $"The share of harmless texts is 0 to {LargestRate}.");
    }
}
