namespace Scratch.Adversarial.Domains.Text;

/// <summary>Windows of one size.</summary>
/// <param name="Words">The words of a window.</param>
/// <param name="Stride">How many words further the next one begins, at most <paramref name="Words"/>.</param>
/// <remarks>
/// Where a run has at least <paramref name="Words"/> + <paramref name="Stride"/> − 1 words, one of these windows lies
/// wholly in it wherever the first begins: what stands before and after can't dilute it.
/// </remarks>
public readonly record struct WindowScale(int Words, int Stride)
{
    /// <summary>
    /// The distance after which the windows of all scales begin at the same words again: every stride divides it.
    /// </summary>
    internal static int Period(IReadOnlyList<WindowScale> scales)
    {
        int period = 1;
        foreach ((_, int stride) in scales)
        {
            int multiple = period;
            while (multiple % stride != 0)
            {
                multiple = checked(multiple + period);
            }
            period = multiple;
        }
        return period;
    }
}
