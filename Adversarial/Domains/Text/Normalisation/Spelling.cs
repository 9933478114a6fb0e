using System.Buffers;

namespace Scratch.Adversarial.Domains.Text.Normalisation;

/// <summary>Joins words that are written in single letters or syllables, and the blanks that are left.</summary>
/// <remarks>All work in place on a text and its positions, and return the new length.</remarks>
internal static class Spelling
{
    /// <summary>What may stand between single letters.</summary>
    public const string Separators = " -_.*·/|";

    /// <summary>The same for searching.</summary>
    public static readonly SearchValues<char> SeparatorValues = SearchValues.Create(Separators);

    private const int FewestLetters = 4, MaxGap = SingleLetters.MaxGap, LongBlank = 3, MaxGaps = 2;
    private const int MaxSyllable = 3, ShortestWord = 5;

    // Words of which compounds such as end-to-end are made, and names of options.
    private const string ShortWords =
        " an as at be by do go he if in is it me my no of on or so to up us we "
        + "act add age air all and any api are art bad bed big bit box boy but buy can car css cut day did dim dry due "
        + "end eye far few fit fix fly for fun get got had has her him his hit hot how id its job key kid law lay led "
        + "let lie lot low man map may men met mix mom net new non nor not now odd off old one our out own pay per pop "
        + "pre pro put ran raw red row run sad sat saw say sea see set she shy sir sit six sky son sub sum sun tap tax "
        + "tea ten the tie tip toe too top try two ui url use via war was way web wet who why win yes yet you ";

    private static readonly SearchValues<char> Hyphens = SearchValues.Create("-_.");

    /// <summary>
    /// Joins single letters with gaps between them. The one of the two gaps of such a series that is more frequent
    /// stands inside words, and the other becomes a blank, so that words stay apart; at least one word must have four
    /// letters.
    /// </summary>
    /// <param name="text">The text; white space is not joined yet, since its length tells words apart.</param>
    /// <param name="positions">Where the characters come from.</param>
    /// <param name="joined">Grows by the letters that were joined.</param>
    public static int JoinLetters(Span<char> text, Span<int> positions, ref int joined)
    {
        if (!SingleLetters.MayFormSeries(text))
        {
            return text.Length;
        }
        int kept = 0, read = 0;
        bool isInside = false; // whether the character before belongs to a word
        for (int i = 0; i < text.Length;)
        {
            bool isPart = IsPart(text[i]);
            if (!isPart || isInside || !IsSingle(text, i))
            {
                isInside = isPart;
                i++;
                continue;
            }
            int end = ScanSeries(text, i, out int items, out int gap);
            if (gap != 0)
            {
                kept = Move(text, positions, read, i, kept);
                kept = WriteSeries(text, positions, i, end, (kept, gap));
                joined += items;
                read = end;
            }
            isInside = true;
            i = end;
        }
        return Move(text, positions, read, text.Length, kept);
    }

    /// <summary>
    /// Joins words that hyphens, dots or underscores cut into three or more syllables of at most three letters (two,
    /// between dots and underscores), unless all of these are words or single
    /// letters.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="positions">Where the characters come from.</param>
    /// <param name="joined">Grows by the letters that were joined.</param>
    public static int JoinSyllables(Span<char> text, Span<int> positions, ref int joined)
    {
        int kept = 0, read = 0;
        for (int i = 0; i < text.Length;)
        {
            int found = text[i..].IndexOfAny(Hyphens);
            if (found < 0)
            {
                break;
            }
            i += found;
            int start = i;
            while (start > read && i - start <= MaxSyllable && char.IsLetter(text[start - 1]))
            {
                start--;
            }
            int end = start == i || (start > 0 && IsPartOrHyphen(text[start - 1])) ? 0 : ScanSyllables(text, start, i);
            if (end == 0)
            {
                i++;
                continue;
            }
            kept = Move(text, positions, read, start, kept);
            char hyphen = text[i];
            for (int k = start; k < end; k++)
            {
                if (text[k] != hyphen)
                {
                    (text[kept], positions[kept]) = (text[k], positions[k]);
                    kept++;
                    joined++;
                }
            }
            read = i = end;
        }
        return Move(text, positions, read, text.Length, kept);
    }

    /// <summary>Makes one blank of several, and none of those at the start and at the end.</summary>
    public static int JoinBlanks(Span<char> text, Span<int> positions)
    {
        int kept = text.IndexOf("  ");
        kept = text.StartsWith(" ") ? 0 : kept < 0 ? text.Length : kept + 1;
        for (int i = kept; i < text.Length; i++)
        {
            if (text[i] != ' ' || (kept > 0 && text[kept - 1] != ' '))
            {
                (text[kept], positions[kept]) = (text[i], positions[i]);
                kept++;
            }
        }
        return kept > 0 && text[kept - 1] == ' ' ? kept - 1 : kept;
    }

    /// <summary>The end of a series of single letters and the gap inside its words, which is 0 if it is none.</summary>
    private static int ScanSeries(ReadOnlySpan<char> text, int start, out int items, out int gap)
    {
        Span<int> gaps = stackalloc int[MaxGaps], counts = stackalloc int[MaxGaps];
        (int End, int Items, int Letters) now = (start + 1, 1, char.IsLetter(text[start]) ? 1 : 0), before = now;
        int used = 0, place = 0;
        while (ReadGap(text, now.End, out int next) is var id and not 0 && IsSingle(text, next))
        {
            int last = place;
            place = gaps[..used].IndexOf(id);
            if (place < 0 && used == MaxGaps)
            {
                now = counts[last] <= counts[1 - last] ? before : now; // the last letter belongs to the next series
                break;
            }
            if (place < 0)
            {
                place = used++;
                gaps[place] = id;
            }
            counts[place]++;
            before = now;
            now = (next + 1, now.Items + 1, now.Letters + (char.IsLetter(text[next]) ? 1 : 0));
        }
        (int end, items, int letters) = now;
        gap = 0;
        int best = counts.IndexOf(TensorPrimitives.Max<int>(counts));
        if (letters >= FewestLetters && 3 * letters >= 2 * items
            && LongestWord(text[..end], start, gaps[best]) >= FewestLetters)
        {
            gap = gaps[best];
        }
        return end;
    }

    private static int LongestWord(ReadOnlySpan<char> series, int start, int gap)
    {
        int longest = 0, length = 1;
        for (int i = start + 1; i < series.Length;)
        {
            length = ReadGap(series, i, out int next) == gap ? length + 1 : 1;
            longest = Math.Max(longest, length);
            i = next + 1;
        }
        return longest;
    }

    private static int WriteSeries(
        Span<char> text, Span<int> positions, int start, int end, (int Kept, int Gap) to)
    {
        int kept = to.Kept;
        for (int i = start; i < end; i++)
        {
            (text[kept], positions[kept]) = (text[i], positions[i]);
            kept++;
            if (i + 1 < end)
            {
                int id = ReadGap(text, i + 1, out int next);
                if (id != to.Gap)
                {
                    (text[kept], positions[kept]) = (' ', positions[i + 1]);
                    kept++;
                }
                i = next - 1;
            }
        }
        return kept;
    }

    /// <summary>What is between two letters: its sign and length in one number, 0 if it is no gap.</summary>
    private static int ReadGap(ReadOnlySpan<char> text, int start, out int next)
    {
        char sign = ' ';
        for (next = start; next < text.Length && Separators.Contains(text[next]); next++)
        {
            if (text[next] != ' ' && sign != ' ' && text[next] != sign)
            {
                return 0;
            }
            sign = text[next] == ' ' ? sign : text[next];
        }
        int length = next - start;
        return length is 0 or > MaxGap || next == text.Length ? 0
            : (sign == ' ' ? Math.Min(length, LongBlank) : length) << 16 | sign;
    }

    private static int ScanSyllables(ReadOnlySpan<char> text, int start, int first)
    {
        char hyphen = text[first];
        int longest = hyphen == '-' ? MaxSyllable : MaxSyllable - 1;
        int parts = 0, letters = 0, end = start;
        bool hasSyllable = false;
        while (true)
        {
            int part = end;
            while (end < text.Length && char.IsLetter(text[end]) && end - part <= longest)
            {
                end++;
            }
            if (end == part || end - part > longest)
            {
                return 0;
            }
            parts++;
            letters += end - part;
            hasSyllable |= !IsShortWord(text[part..end]);
            if (end == text.Length || text[end] != hyphen || end + 1 == text.Length || !char.IsLetter(text[end + 1]))
            {
                break;
            }
            end++;
        }
        bool isWhole = end == text.Length || !IsPartOrHyphen(text[end])
            || (text[end] == '.' && (end + 1 == text.Length || !IsPart(text[end + 1])));
        return isWhole && hasSyllable && parts > 2 && letters >= ShortestWord ? end : 0;
    }

    private static bool IsShortWord(ReadOnlySpan<char> word)
    {
        Span<char> padded = stackalloc char[MaxSyllable + 2];
        padded[0] = padded[word.Length + 1] = ' ';
        word.CopyTo(padded[1..]);
        return word.Length == 1 || ShortWords.AsSpan().IndexOf(padded[..(word.Length + 2)]) >= 0;
    }

    private static bool IsSingle(ReadOnlySpan<char> text, int i) =>
        (char.IsLetter(text[i]) || text[i] is '0' or '1' or '3' or '4' or '5' or '7' or '@' or '$')
        && (i + 1 == text.Length || !IsPart(text[i + 1]) || IsQuote(text, i + 1));

    /// <summary>True for an apostrophe that ends a quotation, since no letter follows.</summary>
    private static bool IsQuote(ReadOnlySpan<char> text, int i) =>
        text[i] == '\'' && (i + 1 == text.Length || !IsPart(text[i + 1]) || text[i + 1] == '\'');

    private static bool IsPartOrHyphen(char c) => IsPart(c) || c is '-' or '_' or '.' or '/' or '\\';

    /// <summary>True for what belongs to a word and keeps a letter beside it from being single.</summary>
    private static bool IsPart(char c) => c < 0x80
        ? char.IsAsciiLetterOrDigit(c) || c is '\'' or '@' or '$' or '#' or '&' or '%' or '+' or '='
        : c > 0xBF && (char.IsLetterOrDigit(c) || char.IsSurrogate(c) || c == '\uFFFD'
            || char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark);

    /// <summary>Moves a part of the text to where the kept part ends; returns the latter's new end.</summary>
    private static int Move(Span<char> text, Span<int> positions, int start, int end, int kept)
    {
        if (start != kept)
        {
            text[start..end].CopyTo(text[kept..]);
            positions[start..end].CopyTo(positions[kept..]);
        }
        return kept + end - start;
    }
}
