using System.Buffers;
using System.Runtime.CompilerServices;

namespace Scratch.Adversarial.Domains.Text.Normalisation;

/// <summary>A text in which so many words are leetspeak that all of its digits and signs are read as letters.</summary>
/// <remarks>
/// <see cref="Leetspeak"/> reads single words, and only where it can be sure. Here the text as a whole is what makes it
/// sure, and what comes of it is read beside the text and not instead of it.
/// </remarks>
internal static class LeetRun
{
    private const int FewestWords = 3;
    private const int LeastShare = 4; // one word of so many

    private static readonly SearchValues<char> Signs = SearchValues.Create("01345789@$!+|€");

    /// <summary>Whether so many words have such digits and signs among their letters.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool IsLikely(ReadOnlySpan<char> text)
    {
        int mixed = 0;
        for (int i = 0; text[i..].IndexOfAny(Signs) is var found and >= 0;)
        {
            i += found;
            int start = text[..i].LastIndexOf(' ') + 1, length = text[i..].IndexOf(' ');
            int end = length < 0 ? text.Length : i + length;
            mixed += IsMixed(text[start..end].Trim(".,;:!?\"'()")) ? 1 : 0;
            i = end;
        }
        return mixed >= FewestWords && mixed * LeastShare >= text.Count(' ') + 1;
    }

    /// <summary>Reads every such digit and sign as a letter, and copies the rest.</summary>
    /// <param name="text">The text.</param>
    /// <param name="output">Overwritten; at least as long as the text.</param>
    public static void Decode(ReadOnlySpan<char> text, Span<char> output)
    {
        for (int i = 0; i < text.Length; i++)
        {
            output[i] = LetterOf(text, i, before: i == 0 ? ' ' : char.ToLowerInvariant(output[i - 1]));
        }
    }

    private static bool IsMixed(ReadOnlySpan<char> word)
    {
        int signs = 0, letters = 0, digits = 0;
        word = word.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? word[2..] : word;
        foreach (char c in word)
        {
            signs += Signs.Contains(c) ? 1 : 0;
            letters += char.IsAsciiLetter(c) ? 1 : 0;
            digits += char.IsAsciiHexDigit(c) ? 1 : 0;
        }
        return signs > 0 && letters > 0 && signs + letters > 2 && digits < word.Length; // and no number in base 16
    }

    private static char LetterOf(ReadOnlySpan<char> text, int i, char before) => text[i] switch
    {
        '1' or '|' => LOrI(text, i, before),
        '!' => IsEnd(text, i) ? '!' : LOrI(text, i, before),
        var c => Plain(c),
    };

    /// <summary>
    /// The letter that a digit or a sign stands for where there is one alone; what is neither, as it is.
    /// </summary>
    private static char Plain(char c) => c switch
    {
        '0' => 'o',
        '3' or '€' => 'e',
        '4' or '@' => 'a',
        '5' or '$' => 's',
        '7' or '+' => 't',
        '8' => 'b',
        '9' => 'g',
        _ => c,
    };

    /// <summary>Of the two letters the one that goes better with those around it.</summary>
    private static char LOrI(ReadOnlySpan<char> text, int i, char before)
    {
        char next = i + 1 == text.Length ? ' ' : char.ToLowerInvariant(Plain(text[i + 1]));
        int left = EnglishPairs.Symbol(before), right = EnglishPairs.Symbol(next),
            l = EnglishPairs.Symbol('l'), asI = EnglishPairs.Symbol('i');
        return EnglishPairs.Cost(left, l) + EnglishPairs.Cost(l, right)
            < EnglishPairs.Cost(left, asI) + EnglishPairs.Cost(asI, right) ? 'l' : 'i';
    }

    private static bool IsEnd(ReadOnlySpan<char> text, int i) =>
        i > 0 && !char.IsWhiteSpace(text[i - 1])
            && (i + 1 == text.Length || char.IsWhiteSpace(text[i + 1]) || text[i + 1] is '!' or '"');
}
