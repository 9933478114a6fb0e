namespace Scratch.Adversarial.Domains.Text;

/// <summary>Windows of one size.</summary>
/// <param name="Words">The words of a window.</param>
/// <param name="Stride">How many words further the next one begins, at most <paramref name="Words"/>.</param>
/// <remarks>
/// Where a run has at least <paramref name="Words"/> + <paramref name="Stride"/> − 1 words, one of these windows lies
/// wholly in it wherever the first begins: what stands before and after can't dilute it.
/// </remarks>
public readonly record struct WindowScale(int Words, int Stride);
