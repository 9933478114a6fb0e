namespace Scratch.Adversarial.Domains.Speech.Reading;

/// <summary>What the first bytes of a file say that it is.</summary>
internal static class WavSignature
{
    private const int Whole = 12;

    /// <summary>Throws unless a file begins as a WAV file does.</summary>
    /// <param name="start">Its first 12 bytes, or all of a shorter one.</param>
    /// <param name="name">What messages call it.</param>
    /// <returns>Whether it is one of those with sizes of 64 bits.</returns>
    /// <exception cref="InvalidDataException">The message says what it is, if that is known.</exception>
    public static bool Require(ReadOnlySpan<byte> start, string name)
    {
        if (start.IsEmpty)
        {
            throw new InvalidDataException($"{name}: the file is empty; expected a WAV file.");
        }
        bool is64 = start.StartsWith("RF64"u8) || start.StartsWith("BW64"u8);
        if (!is64 && !start.StartsWith("RIFF"u8))
        {
            throw new InvalidDataException($"{name}: at byte 0: this is {FindKind(start)}; expected a WAV file: "
                + "convert it, as with ffmpeg -i IN OUT.wav.");
        }
        if (start.Length < Whole)
        {
            throw new InvalidDataException($"{name}: the file ends after {start.Length} bytes; expected a WAV file.");
        }
        if (!start[8..].StartsWith("WAVE"u8))
        {
            throw new InvalidDataException($"{name}: at byte 8: a RIFF file that holds no sound; expected WAVE.");
        }
        return is64;
    }

    private static string FindKind(ReadOnlySpan<byte> start) => start switch
    {
        [(byte)'I', (byte)'D', (byte)'3', ..] => "MP3",
        // eleven bits that synchronise, then not the reserved layer, which AAC has
        [0xFF, >= 0xE0 and var second, ..] => (second & 6) == 0 ? "AAC" : "MP3",
        [(byte)'O', (byte)'g', (byte)'g', (byte)'S', ..] => "Ogg",
        [(byte)'f', (byte)'L', (byte)'a', (byte)'C', ..] => "FLAC",
        [(byte)'F', (byte)'O', (byte)'R', (byte)'M', ..] => "AIFF",
        [(byte)'R', (byte)'I', (byte)'F', (byte)'X', ..] => "a RIFX file, whose numbers have the highest byte first",
        [(byte)'.', (byte)'s', (byte)'n', (byte)'d', ..] => "Sun audio",
        [(byte)'c', (byte)'a', (byte)'f', (byte)'f', ..] => "a Core Audio file",
        [_, _, _, _, (byte)'f', (byte)'t', (byte)'y', (byte)'p', ..] => "MP4",
        [0x1A, 0x45, 0xDF, 0xA3, ..] => "WebM or Matroska",
        [0x1F, 0x8B, ..] or [(byte)'P', (byte)'K', ..] => "an archive",
        _ => "no WAV file",
    };
}
