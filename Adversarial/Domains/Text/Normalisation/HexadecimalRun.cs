using System.Buffers;

namespace Scratch.Adversarial.Domains.Text.Normalisation;

/// <summary>Pairs of hexadecimal digits: 48656c, 48 65 6c, 48:65:6c, 0x48, 0x65, 0x6c.</summary>
internal static class HexadecimalRun
{
    private static readonly SearchValues<char> Separators = SearchValues.Create(" ,:;-\n");
    private const int MaxSeparator = 2;

    /// <summary>
    /// Where a run ends that starts at an index: all pairs have the same separator between them and 0x before them or
    /// not, and no letter or digit follows. The start itself, or what is before it, if there is none.
    /// </summary>
    public static int End(ReadOnlySpan<char> text, int start)
    {
        int end = start + PrefixLength(text[start..]), prefix = end - start;
        if (!IsPair(text, end))
        {
            return start;
        }
        end += 2;
        ReadOnlySpan<char> separator = text[end..];
        int length = separator.IndexOfAnyExcept(Separators);
        separator = separator[..(length is < 0 or > MaxSeparator ? 0 : length)];
        int between = separator.Length == 0 ? 0 : prefix;
        while (text[end..].StartsWith(separator)
            && (between == 0 || PrefixLength(text[Math.Min(text.Length, end + separator.Length)..]) == between)
            && IsPair(text, end + separator.Length + between))
        {
            end += separator.Length + between + 2;
        }
        return end == text.Length || !char.IsAsciiLetterOrDigit(text[end]) ? end
            : separator.Length == 0 ? start
            : end - 2 - between - separator.Length; // the last pair starts a word
    }

    /// <summary>Writes the bytes of a run, or of its first part; returns how many.</summary>
    public static int Decode(ReadOnlySpan<char> run, Span<byte> bytes)
    {
        int count = 0;
        for (int i = 0; i + 1 < run.Length;)
        {
            if (PrefixLength(run[i..]) > 0 || !char.IsAsciiHexDigit(run[i]))
            {
                i += Math.Max(1, PrefixLength(run[i..]));
                continue;
            }
            bytes[count++] = (byte)(Value(run[i]) << 4 | Value(run[i + 1]));
            i += 2;
        }
        return count;
    }

    /// <summary>The value of a hexadecimal digit, 0 of anything else.</summary>
    public static int Value(char c) => char.IsAsciiDigit(c) ? c - '0'
        : char.IsAsciiHexDigit(c) ? (c | 0x20) - 'a' + 10
        : 0;

    private static bool IsPair(ReadOnlySpan<char> text, int i) =>
        i + 1 < text.Length && char.IsAsciiHexDigit(text[i]) && char.IsAsciiHexDigit(text[i + 1]);

    private static int PrefixLength(ReadOnlySpan<char> text) =>
        text.Length > 1 && text[0] == '0' && text[1] is 'x' or 'X' ? 2 : 0;
}
