using System.Buffers;

namespace Scratch.Adversarial.Domains.Text.Normalisation;

/// <summary>
/// Bytes as variation selectors, which nothing shows: U+FE00 to U+FE0F are 0 to 15, U+E0100 to U+E01EF are 16 to 255.
/// </summary>
/// <remarks>Butler 2025, Smuggling arbitrary data through an emoji.</remarks>
internal static class SelectorRun
{
    private const char FirstOfPlane0 = '\uFE00', LastOfPlane0 = '\uFE0F', High = '\uDB40';
    private const char FirstLow = '\uDD00', LastLow = '\uDDEF';
    private const int FirstOfPlane14 = 16; // the byte that U+E0100 stands for

    private static readonly SearchValues<char> Beginnings = SearchValues.Create(
        [High, .. Enumerable.Range(FirstOfPlane0, LastOfPlane0 - FirstOfPlane0 + 1).Select(unit => (char)unit)]);

    /// <summary>Where the next selector may begin, or −1.</summary>
    public static int Find(ReadOnlySpan<char> text) => text.IndexOfAny(Beginnings);

    /// <summary>The end of the selectors from an index on; the index itself if there is none.</summary>
    public static int End(ReadOnlySpan<char> text, int start)
    {
        while (ByteAt(text, start, out int units) >= 0)
        {
            start += units;
        }
        return start;
    }

    /// <summary>Decodes selectors; what is cut off in the middle is left out. Returns how many bytes.</summary>
    public static int Decode(ReadOnlySpan<char> source, Span<byte> bytes)
    {
        int count = 0;
        for (int i = 0; ByteAt(source, i, out int units) is >= 0 and var value; i += units)
        {
            bytes[count++] = (byte)value;
        }
        return count;
    }

    /// <summary>The byte that the selector at an index stands for, or −1 if there is none.</summary>
    private static int ByteAt(ReadOnlySpan<char> text, int i, out int units)
    {
        units = 1;
        if (i < text.Length && text[i] is >= FirstOfPlane0 and <= LastOfPlane0)
        {
            return text[i] - FirstOfPlane0;
        }
        units = 2;
        return i + 1 < text.Length && text[i] == High && text[i + 1] is >= FirstLow and <= LastLow
            ? text[i + 1] - FirstLow + FirstOfPlane14
            : -1;
    }
}
