using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Unicode;

namespace Scratch.Adversarial.Domains.Text.Normalisation;

/// <summary>
/// Finds what is hidden in a text by an encoding, and decodes it: base64, hexadecimal digits, escapes,
/// variation selectors, rot13, and leetspeak that goes through all of it.
/// </summary>
/// <remarks>
/// <para>A run counts if what it decodes to is text: at least 8 characters, 95 % of them printable and half of them
/// letters or blanks; in base64 digits count as letters, in the others they don't, since lists of numbers look like
/// hexadecimal digits of numbers. Decoded texts are searched once more. All of them together have at most
/// <see cref="MaxDecoded"/> characters; what is longer is cut.</para>
/// <para>The object is used for one text after the other and allocates nothing where nothing is hidden, and in what it
/// finds only what is more than before. It is not safe for several threads at once.</para>
/// </remarks>
internal sealed class HiddenText
{
    /// <summary>The most characters that are decoded of one text.</summary>
    public const int MaxDecoded = 1 << 20;

    private const int MaxDepth = 2, MaxRuns = 1000, ShortestRun = 16, ShortestText = 8, MinEscapes = 3;
    private const int Sample = 48; // characters: no more are decoded of what turns out to be no text
    private const int ShortestLine = 60; // of base64 that goes on in the next line
    private const string Signs = "+/-_";

    private static readonly SearchValues<char> Base64 = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789" + Signs);
    private static readonly SearchValues<char> Hexadecimal = SearchValues.Create("0123456789abcdefABCDEFxX ,:;-\n");
    private static readonly SearchValues<char> Escapes = SearchValues.Create("%\\&");

    private char[] _decoded = [];
    private byte[] _bytes = [];
    private HiddenRun[] _runs = [];
    private int _count, _length;

    /// <summary>What was found in the text that was searched last, in the order of kinds and then of places.</summary>
    public ReadOnlySpan<HiddenRun> Runs => _runs.AsSpan(0, _count);

    /// <summary>The decoded text of one of <see cref="Runs"/>, valid until the next <see cref="Find"/>.</summary>
    public ReadOnlySpan<char> Decoded(in HiddenRun run) => _decoded.AsSpan(run.TextStart, run.TextLength);

    /// <summary>Searches a text as it was written, not normalised, and overwrites what was found before.</summary>
    /// <returns>The number of <see cref="Runs"/>.</returns>
    public int Find(ReadOnlySpan<char> text)
    {
        (_count, _length) = (0, 0);
        Search(text, null);
        for (int i = 0; i < _count; i++)
        {
            HiddenRun outer = _runs[i];
            if (outer.Depth < MaxDepth)
            {
                Search(Decoded(outer), outer);
            }
        }
        return _count;
    }

    private void Search(ReadOnlySpan<char> text, HiddenRun? outer)
    {
        FindHexadecimal(text, outer);
        FindBase64(text, outer);
        FindEscapes(text, outer);
        FindSelectors(text, outer);
        if (Rot13.Find(text) is var (start, length) && length > 0 && outer is not { Kind: HiddenKind.Rot13 })
        {
            length = Math.Min(length, Reserve(length));
            Rot13.Rotate(text.Slice(start, length), _decoded.AsSpan(_length));
            Add(HiddenKind.Rot13, (start, start + length), length, outer);
        }
        if (outer is null && LeetRun.IsLikely(text))
        {
            length = Reserve(text.Length);
            LeetRun.Decode(text[..length], _decoded.AsSpan(_length));
            Add(HiddenKind.Leetspeak, (0, length), length, outer);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void FindHexadecimal(ReadOnlySpan<char> text, HiddenRun? outer)
    {
        for (int i = 0; i <= text.Length - ShortestRun;)
        {
            int other = text.Slice(i, ShortestRun).LastIndexOfAnyExcept(Hexadecimal);
            if (other >= 0)
            {
                i += other + 1;
                continue;
            }
            int end = text[i..].IndexOfAnyExcept(Hexadecimal) is var length and >= 0 ? i + length : text.Length;
            while (i < end)
            {
                bool isStart = char.IsAsciiHexDigit(text[i]) && (i == 0 || !char.IsAsciiLetterOrDigit(text[i - 1]));
                int stop = isStart ? HexadecimalRun.End(text, i) : i;
                if (stop - i >= ShortestRun)
                {
                    Decode(HiddenKind.Hexadecimal, text, (i, stop), outer);
                }
                i = Math.Max(stop, i + 1);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void FindBase64(ReadOnlySpan<char> text, HiddenRun? outer)
    {
        for (int i = 0; i <= text.Length - ShortestRun;)
        {
            int other = text.Slice(i, ShortestRun).LastIndexOfAnyExcept(Base64);
            if (other >= 0)
            {
                i += other + 1;
                continue;
            }
            int first = EndOfLine(text, i), end = first;
            for (int line = i; end - line >= ShortestLine && NextLine(text, end) is var next and > 0; line = next)
            {
                end = EndOfLine(text, next);
            }
            if (!Decode(HiddenKind.Base64, text, (i, end), outer)
                && (end == first || !Decode(HiddenKind.Base64, text, (i, first), outer)))
            {
                for (int part = i; part < end;) // such as a name before it: a sign cuts it off
                {
                    int length = text[part..end].IndexOfAny(Signs);
                    int stop = length < 0 ? end : part + length;
                    if (stop - part is >= ShortestRun and var whole && whole < end - i)
                    {
                        Decode(HiddenKind.Base64, text, (part, stop), outer);
                    }
                    part = stop + 1;
                }
            }
            i = end;
        }
    }

    private static int EndOfLine(ReadOnlySpan<char> text, int start)
    {
        int end = text[start..].IndexOfAnyExcept(Base64) is var length and >= 0 ? start + length : text.Length;
        for (int padding = 0; padding < 2 && end < text.Length && text[end] == '='; padding++)
        {
            end++;
        }
        return end;
    }

    /// <summary>Where the next line starts, if it may go on with base64; 0 if not.</summary>
    private static int NextLine(ReadOnlySpan<char> text, int end)
    {
        int next = text[end..].StartsWith("\r\n") ? end + 2 : text[end..].StartsWith("\n") ? end + 1 : 0;
        return next > 0 && text[end - 1] != '=' && next < text.Length && Base64.Contains(text[next]) ? next : 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void FindEscapes(ReadOnlySpan<char> text, HiddenRun? outer)
    {
        for (int i = 0; text[i..].IndexOfAny(Escapes) is var found and >= 0;)
        {
            i += found;
            int start = i, end = i;
            while (start > 0 && !char.IsWhiteSpace(text[start - 1]))
            {
                start--;
            }
            while (end < text.Length && !char.IsWhiteSpace(text[end]))
            {
                end++;
            }
            if (EscapedWord.Count(text[i..end]) >= MinEscapes)
            {
                Decode(HiddenKind.Escapes, text, (start, end), outer);
            }
            i = end;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void FindSelectors(ReadOnlySpan<char> text, HiddenRun? outer)
    {
        for (int i = 0; SelectorRun.Find(text[i..]) is var found and >= 0;)
        {
            int start = i + found, end = SelectorRun.End(text, start);
            if (end - start >= ShortestText)
            {
                Decode(HiddenKind.VariationSelectors, text, (start, end), outer);
            }
            i = Math.Max(end, start + 1);
        }
    }

    /// <summary>Decodes a run and adds it, if it holds a text.</summary>
    private bool Decode(HiddenKind kind, ReadOnlySpan<char> text, (int Start, int End) run, HiddenRun? outer)
    {
        ReadOnlySpan<char> source = text[run.Start..run.End];
        Span<byte> sampleBytes = stackalloc byte[3 * Sample];
        Span<char> sampleText = stackalloc char[3 * Sample];
        ReadOnlySpan<char> start = source[..Math.Min(Sample, source.Length)];
        int count = Decode(kind, start, sampleBytes);
        count = ToText(sampleBytes[..count], sampleText);
        if (!IsText(kind, sampleText[..count], source.Length > Sample ? 0.8f : 0.95f))
        {
            return false;
        }
        if (source.Length > _bytes.Length / 3)
        {
            _bytes = new byte[3 * source.Length];
        }
        int bytes = Decode(kind, source, _bytes);
        int length = Reserve(bytes);
        length = ToText(_bytes.AsSpan(0, Math.Min(bytes, length)), _decoded.AsSpan(_length, length));
        return IsText(kind, _decoded.AsSpan(_length, length), 0.95f) && Add(kind, run, length, outer);
    }

    private static int Decode(HiddenKind kind, ReadOnlySpan<char> source, Span<byte> bytes) => kind switch
    {
        HiddenKind.Base64 => Base64Run.Decode(source, bytes),
        HiddenKind.Hexadecimal => HexadecimalRun.Decode(source, bytes),
        HiddenKind.VariationSelectors => SelectorRun.Decode(source, bytes),
        _ => EscapedWord.Decode(source, bytes),
    };

    /// <summary>Reads bytes as UTF-8, or as UTF-16 if every other one is zero; returns how many characters.</summary>
    private static int ToText(ReadOnlySpan<byte> bytes, Span<char> text)
    {
        int zeros = 0;
        for (int i = 1; i < bytes.Length; i += 2)
        {
            zeros += bytes[i] == 0 ? 1 : 0;
        }
        if (bytes.Length > 0 && zeros > bytes.Length * 9 / 20)
        {
            ReadOnlySpan<char> characters = MemoryMarshal.Cast<byte, char>(bytes);
            characters.CopyTo(text);
            return characters.Length;
        }
        Utf8.ToUtf16(bytes, text, out _, out int length); // Encoding.UTF8 allocates where bytes are wrong
        return length;
    }

    private static bool IsText(HiddenKind kind, ReadOnlySpan<char> text, float printableShare)
    {
        int printable = 0, letters = 0;
        foreach (char c in text)
        {
            bool isPrintable = c is '\n' or '\r' or '\t' || (c != '\uFFFD' && char.GetUnicodeCategory(c) is not (
                UnicodeCategory.Control or UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse));
            printable += isPrintable ? 1 : 0;
            letters += char.IsLetter(c) || c == ' ' || (char.IsAsciiDigit(c) && kind == HiddenKind.Base64) ? 1 : 0;
        }
        return text.Length >= ShortestText && printable >= printableShare * text.Length && letters * 2 >= text.Length;
    }

    /// <summary>Makes room for so many more characters, or as many as there may be; returns how many.</summary>
    private int Reserve(int count)
    {
        count = Math.Min(count, MaxDecoded - _length);
        if (_length + count > _decoded.Length)
        {
            Array.Resize(ref _decoded, Math.Max(_length + count, Math.Min(MaxDecoded, 2 * _decoded.Length)));
        }
        return count;
    }

    private bool Add(HiddenKind kind, (int Start, int End) run, int length, HiddenRun? outer)
    {
        if (length == 0 || _count == MaxRuns)
        {
            return false;
        }
        if (_count == _runs.Length)
        {
            Array.Resize(ref _runs, Math.Max(4, 2 * _count));
        }
        _runs[_count++] = outer is { } o
            ? new HiddenRun(kind, o.Start, o.Length, _length, length, o.Depth + 1)
            : new HiddenRun(kind, run.Start, run.End - run.Start, _length, length, 1);
        _length += length;
        return true;
    }
}
