using System.Text;

namespace Scratch.Adversarial.Domains.Text.Normalisation;

/// <summary>A word with escapes: %69, \x69, \u0069, &amp;#105;, &amp;#x69;.</summary>
internal static class EscapedWord
{
    private const int MaxDigits = 7;

    /// <summary>The number of escapes.</summary>
    public static int Count(ReadOnlySpan<char> word)
    {
        int count = 0;
        for (int i = 0; i < word.Length;)
        {
            int length = Read(word[i..], out _, out _);
            count += length > 0 ? 1 : 0;
            i += Math.Max(1, length);
        }
        return count;
    }

    /// <summary>Writes the word in UTF-8, escapes decoded and the rest as it is; returns how many bytes.</summary>
    /// <param name="word">The word.</param>
    /// <param name="bytes">Overwritten; three times the word's length suffice.</param>
    public static int Decode(ReadOnlySpan<char> word, Span<byte> bytes)
    {
        int count = 0;
        for (int i = 0; i < word.Length;)
        {
            int length = Read(word[i..], out int value, out bool isByte);
            if (isByte)
            {
                bytes[count++] = (byte)value;
            }
            else
            {
                Rune rune = new('\uFFFD');
                if (length == 0)
                {
                    Rune.DecodeFromUtf16(word[i..], out rune, out length);
                }
                else if (Rune.IsValid(value))
                {
                    rune = new Rune(value);
                }
                count += rune.EncodeToUtf8(bytes[count..]);
            }
            i += length;
        }
        return count;
    }

    /// <summary>The length of the escape that a text starts with, 0 for none; its byte or code point.</summary>
    private static int Read(ReadOnlySpan<char> text, out int value, out bool isByte)
    {
        (value, isByte) = (0, false);
        if (text.StartsWith("%") || text.StartsWith("\\x"))
        {
            isByte = ReadDigits(text, text[0] == '%' ? 1 : 2, 2, out value);
            return !isByte ? 0 : text[0] == '%' ? 3 : 4;
        }
        if (text.StartsWith("\\u"))
        {
            return ReadDigits(text, 2, 4, out value) ? 6 : 0;
        }
        if (!text.StartsWith("&#"))
        {
            return 0;
        }
        bool isHexadecimal = text.Length > 2 && text[2] is 'x' or 'X';
        int start = isHexadecimal ? 3 : 2;
        int length = text[start..Math.Min(text.Length, start + MaxDigits + 1)].IndexOf(';');
        return length > 0 && (isHexadecimal
            ? ReadDigits(text, start, length, out value)
            : int.TryParse(text.Slice(start, length), NumberStyles.None, CultureInfo.InvariantCulture, out value))
            ? start + length + 1 : 0;
    }

    private static bool ReadDigits(ReadOnlySpan<char> text, int start, int count, out int value)
    {
        value = 0;
        for (int i = start; i < start + count; i++)
        {
            if (i >= text.Length || !char.IsAsciiHexDigit(text[i]))
            {
                return false;
            }
            value = value << 4 | HexadecimalRun.Value(text[i]);
        }
        return true;
    }
}
