namespace Scratch.Adversarial.Domains.Speech.Signals;

/// <summary>A word that was found in a stream of sound.</summary>
/// <param name="Start">The number of its first sample in the stream.</param>
/// <param name="Samples">Its samples, with a little of what is around it.</param>
internal sealed record FoundWord(long Start, ReadOnlyMemory<float> Samples);
