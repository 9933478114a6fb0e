namespace Scratch.Adversarial.Domains.Speech.Signals;

/// <summary>
/// A word as a row of numbers: its samples at 8 kHz, zeros behind them, and last of all the number of samples, a whole
/// number.
/// </summary>
internal static class SpeechRow
{
    /// <summary>The number of samples of the word in a row, in [200, features − 1].</summary>
    public static int CountOf(ReadOnlySpan<float> row) =>
        (int)Math.Clamp(row[^1], Math.Min(ActivePart.FewestSamples, row.Length - 1), row.Length - 1);

    /// <summary>The samples of the word in a row, without the zeros behind.</summary>
    public static ReadOnlySpan<float> WordOf(ReadOnlySpan<float> row) => row[..CountOf(row)];

    /// <summary>
    /// Overwrites a row with a word that was cut already; of one that is too long its loudest stretch is kept, and
    /// brought to the usual level again.
    /// </summary>
    /// <param name="word">At 8 kHz, at least 200 samples.</param>
    /// <param name="row">Overwritten.</param>
    public static void Write(ReadOnlySpan<float> word, Span<float> row)
    {
        int most = row.Length - 1, count = Math.Min(word.Length, most);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, ActivePart.FewestSamples, nameof(word));
        int start = word.Length > most ? ActivePart.FindLoudest(word, most) : 0;
        word.Slice(start, count).CopyTo(row);
        Finish(row, count, word.Length > most);
    }

    /// <summary>Overwrites a row with the word in any sound: see <see cref="ActivePart"/>. Allocates.</summary>
    /// <param name="samples">The sound, finite.</param>
    /// <param name="rate">Its rate, in Hz, in [1,000, 768,000].</param>
    /// <param name="row">Overwritten unless the result is false.</param>
    /// <returns>False of silence, and of a sound that is shorter than 25 ms.</returns>
    public static bool TryWrite(ReadOnlySpan<float> samples, int rate, Span<float> row)
    {
        if (ActivePart.Extract(samples, rate, row.Length - 1, out _) is not { } word)
        {
            return false;
        }
        Write(word, row);
        return true;
    }

    /// <summary>
    /// Makes a row of the samples at its start: brings them to the usual level if that is asked for, clears what is
    /// behind, and writes their number.
    /// </summary>
    /// <returns>False if the samples are silent, and can't be brought to a level.</returns>
    internal static bool Finish(Span<float> row, int count, bool normalise = true)
    {
        row[count..].Clear();
        row[^1] = count;
        return !normalise || Level.Normalise(row[..count]);
    }
}
