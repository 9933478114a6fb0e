namespace Scratch.Adversarial.Domains.Text.Reading;

/// <summary>The bytes that are no text. Each sequence of them became one U+FFFD.</summary>
/// <param name="Count">The number of sequences, as The Unicode Standard counts them (maximal subparts).</param>
/// <param name="First">Where the first one begins, in bytes from the file's start; meaningless if there is
/// none.</param>
public readonly record struct InvalidBytes(int Count, long First)
{
    /// <summary>These, and one more at an offset.</summary>
    /// <param name="offset">Where it begins, in bytes.</param>
    public InvalidBytes Add(long offset) => new(Count + 1, Count == 0 ? offset : First);

    /// <summary>These and those of a text that was read afterwards: the first stays.</summary>
    /// <param name="later">Those of the other text.</param>
    public InvalidBytes Add(InvalidBytes later) =>
        new(Count + later.Count, Count == 0 ? later.First : First);
}
