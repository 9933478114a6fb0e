namespace Scratch.Adversarial.Domains.Speech.Signals;

/// <summary>A word whose end points were found too early or too late.</summary>
internal static class EndPointShift
{
    /// <summary>
    /// Overwrites the start of a row with the word and silence around it, or with a part of the word. It stays at least
    /// 200 samples long, and no longer than there is room; then the start goes before the end.
    /// </summary>
    /// <param name="word">At least 200 samples.</param>
    /// <param name="before">Samples of silence before it; of a negative number, how many are cut from its
    /// start.</param>
    /// <param name="after">The same of its end.</param>
    /// <param name="output">A row: the number of samples behind the room for them.</param>
    /// <returns>The number of samples that were written.</returns>
    public static int Run(ReadOnlySpan<float> word, int before, int after, Span<float> output)
    {
        int room = output.Length - 1;
        before = Math.Clamp(before, ActivePart.FewestSamples - word.Length, room - word.Length);
        after = Math.Clamp(
            after, ActivePart.FewestSamples - word.Length - Math.Min(before, 0), room - word.Length - before);
        int count = word.Length + before + after, silence = Math.Max(before, 0);
        ReadOnlySpan<float> kept = word[Math.Max(-before, 0)..];
        kept = kept[..Math.Min(kept.Length, kept.Length + after)];
        output[..silence].Clear();
        kept.CopyTo(output[silence..]);
        output[(silence + kept.Length)..count].Clear();
        return count;
    }
}
