using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;

namespace Scratch.Adversarial.Domains.Text.Reading;

/// <summary>
/// Decodes UTF-8, and UTF-16 that begins with its byte order mark. What is no text becomes U+FFFD and is counted; NUL
/// is a character as any other; the mark itself is dropped.
/// </summary>
internal static class StrictUtf8
{
    internal const char Replacement = '\uFFFD';

    /// <summary>The text of some bytes.</summary>
    /// <param name="bytes">The bytes of a whole file or message.</param>
    /// <param name="invalid">How many sequences were no text, and where the first one begins.</param>
    public static string Decode(ReadOnlySpan<byte> bytes, out InvalidBytes invalid)
    {
        TextEncoding encoding = FindEncoding(bytes, out int mark);
        invalid = default;
        char[] chars = new char[bytes.Length - mark];
        (_, int written) = Decode(encoding, bytes[mark..], chars, isFinal: true, mark, ref invalid);
        return new string(chars, 0, written);
    }

    /// <summary>What the first bytes say about the encoding.</summary>
    /// <param name="start">The first bytes, three at least if there are as many.</param>
    /// <param name="mark">The length of the byte order mark, 0 if there is none.</param>
    internal static TextEncoding FindEncoding(ReadOnlySpan<byte> start, out int mark)
    {
        TextEncoding encoding = start.StartsWith<byte>([0xFF, 0xFE]) ? TextEncoding.Utf16LittleEndian
            : start.StartsWith<byte>([0xFE, 0xFF]) ? TextEncoding.Utf16BigEndian
            : TextEncoding.Utf8;
        mark = encoding != TextEncoding.Utf8 ? 2 : start.StartsWith<byte>([0xEF, 0xBB, 0xBF]) ? 3 : 0;
        return encoding;
    }

    /// <summary>Decodes as many bytes as are whole characters.</summary>
    /// <param name="encoding">How.</param>
    /// <param name="bytes">The bytes.</param>
    /// <param name="chars">Overwritten; as long as the bytes, so that it always has room.</param>
    /// <param name="isFinal">Whether no more bytes follow.</param>
    /// <param name="offset">Where the bytes begin in the file.</param>
    /// <param name="invalid">Counts on.</param>
    /// <returns>How many bytes were decoded, all of them if they are the last ones, and into how many
    /// characters.</returns>
    internal static (int Read, int Written) Decode(
        TextEncoding encoding, ReadOnlySpan<byte> bytes, Span<char> chars, bool isFinal, long offset,
        ref InvalidBytes invalid) =>
        encoding == TextEncoding.Utf8 ? DecodeUtf8(bytes, chars, isFinal, offset, ref invalid)
            : DecodeUtf16(encoding == TextEncoding.Utf16BigEndian, bytes, chars, isFinal, offset, ref invalid);

    private static (int Read, int Written) DecodeUtf8(
        ReadOnlySpan<byte> bytes, Span<char> chars, bool isFinal, long offset, ref InvalidBytes invalid)
    {
        int position = 0, written = 0;
        while (true)
        {
            OperationStatus status = Utf8.ToUtf16(
                bytes[position..], chars[written..], out int read, out int count, replaceInvalidSequences: false,
                isFinal);
            position += read;
            written += count;
            if (status != OperationStatus.InvalidData)
            {
                return (position, written);
            }
            Rune.DecodeFromUtf8(bytes[position..], out _, out int length);
            invalid = invalid.Add(offset + position);
            chars[written++] = Replacement;
            position += length;
        }
    }

    private static (int Read, int Written) DecodeUtf16(
        bool isBigEndian, ReadOnlySpan<byte> bytes, Span<char> chars, bool isFinal, long offset,
        ref InvalidBytes invalid)
    {
        int position = 0, written = 0;
        for (; position + 1 < bytes.Length; position += 2)
        {
            char c = ReadChar(isBigEndian, bytes[position..]);
            if (char.IsHighSurrogate(c) && position + 3 < bytes.Length
                && ReadChar(isBigEndian, bytes[(position + 2)..]) is var low && char.IsLowSurrogate(low))
            {
                chars[written++] = c;
                chars[written++] = low;
                position += 2;
            }
            else if (char.IsHighSurrogate(c) && position + 3 >= bytes.Length && !isFinal)
            {
                return (position, written); // its other half may follow
            }
            else
            {
                invalid = char.IsSurrogate(c) ? invalid.Add(offset + position) : invalid;
                chars[written++] = char.IsSurrogate(c) ? Replacement : c;
            }
        }
        if (isFinal && position < bytes.Length)
        {
            invalid = invalid.Add(offset + position);
            chars[written++] = Replacement;
            position++;
        }
        return (position, written);
    }

    private static char ReadChar(bool isBigEndian, ReadOnlySpan<byte> bytes) => (char)(isBigEndian
        ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes));
}

/// <summary>How characters lie in bytes.</summary>
internal enum TextEncoding
{
    Utf8,
    Utf16LittleEndian,
    Utf16BigEndian,
}
