using System.Buffers;

namespace Scratch.Adversarial.Domains.Text.Normalisation;

/// <summary>
/// Reads digits and signs that stand for letters, as in ign0re or p@$$word, and leaves all others alone.
/// </summary>
/// <remarks>
/// <para>A word is read so if it has a sure sign: between letters a single digit (beside two letters alone only 0), two
/// equal digits, or @, $, € or !; or at the start of a word a digit before letters that no English word starts with.
/// Its other digits and signs are then read, too. What comes out must have the letter pairs of English.</para>
/// <para>Words with 2 or 6, with more digits than letters, of hexadecimal digits, and whatever holds signs of code,
/// addresses or file names stay as they are: h2o, sha256, gpt4, mp3, 3d, 2nd, 10kg, utf-8, 0x1f, a@b.com.</para>
/// </remarks>
internal static class Leetspeak
{
    private const float MaxCost = 9f;
    private const int MaxWord = 32;

    // The pairs of consonants that words start with, but for gn and ps, which words like ignore have after a digit.
    private const string Starts =
        "bl br ch cl cr dr dw fl fr gh gl gr kl kn kr ph pl pr rh sc sh sk sl sm sn sp sq st sw th tr ts tw wh wr";

    // Names that would pass for leetspeak.
    private const string Names =
        " a11y gpt4o gpt4all log4j log4shell sha1sum md5sum h1n1 s3fs c3po phi3mini 0day 0days ";

    private static readonly SearchValues<char> Leet = SearchValues.Create("01345789@$€!|+(");
    private static readonly SearchValues<char> Vowels = SearchValues.Create("aeiouy");
    private static readonly SearchValues<char> Code = SearchValues.Create("/\\_=<>{}[]#~%&`^*");

    /// <summary>Replaces in place, one character by one; returns how many.</summary>
    public static int Replace(Span<char> text)
    {
        int count = 0;
        for (int i = 0; text[i..].IndexOfAny(Leet) is var found and >= 0;)
        {
            i += found;
            int start = text[..i].LastIndexOf(' ') + 1, length = text[i..].IndexOf(' ');
            int end = length < 0 ? text.Length : i + length;
            if (!IsCode(text[start..end]))
            {
                for (int word = start; word < end;)
                {
                    int stop = word;
                    while (stop < end && (char.IsAsciiLetterOrDigit(text[stop]) || Leet.Contains(text[stop])))
                    {
                        stop++;
                    }
                    count += ReplaceWord(text[word..stop]);
                    word = stop + 1;
                }
            }
            i = end;
        }
        return count;
    }

    /// <summary>True if a run without blanks holds what code, addresses and file names have.</summary>
    private static bool IsCode(ReadOnlySpan<char> token)
    {
        if (token.IndexOfAny(Code) >= 0)
        {
            return true;
        }
        for (int i = 1; i + 1 < token.Length; i++)
        {
            if (token[i] is '.' or ':' && char.IsAsciiLetterOrDigit(token[i - 1])
                && char.IsAsciiLetterOrDigit(token[i + 1]))
            {
                return true;
            }
        }
        return false;
    }

    private static int ReplaceWord(Span<char> word)
    {
        word = word.TrimEnd("!|+(");
        if (word.Length is < 3 or > MaxWord || !MayBeLeet(word))
        {
            return 0;
        }
        Span<char> reading = stackalloc char[MaxWord];
        reading = reading[..word.Length];
        for (int i = 0; i < word.Length; i++)
        {
            reading[i] = Read(word, i, i == 0 ? ' ' : reading[i - 1]);
        }
        int length = word.Length;
        if (!char.IsAsciiLetter(word[^1]) && (!char.IsAsciiLetter(word[^2])
            || EnglishPairs.MeanCost(reading) > EnglishPairs.MeanCost(reading[..^1])))
        {
            while (!char.IsAsciiLetter(word[length - 1])) // a number or a sign at the end stays
            {
                length--;
            }
        }
        if (EnglishPairs.MeanCost(reading[..length]) > MaxCost || !HasSureSign(word[..length], reading[..length]))
        {
            return 0;
        }
        int count = 0;
        for (int i = 0; i < length; i++)
        {
            count += word[i] != reading[i] ? 1 : 0;
            word[i] = reading[i];
        }
        return count;
    }

    private static bool MayBeLeet(ReadOnlySpan<char> word)
    {
        int letters = 0, digits = 0, hex = 0;
        foreach (char c in word)
        {
            letters += char.IsAsciiLetter(c) ? 1 : 0;
            digits += char.IsAsciiDigit(c) ? 1 : 0;
            hex += char.IsAsciiHexDigit(c) ? 1 : 0;
            if (c is '2' or '6')
            {
                return false;
            }
        }
        return letters > 1 && letters < word.Length && digits <= letters && !(hex == word.Length && digits > 1)
            && !word.StartsWith("0x") && !IsName(word);
    }

    private static bool IsName(ReadOnlySpan<char> word)
    {
        int place = Names.AsSpan().IndexOf(word);
        return place > 0 && Names[place - 1] == ' ' && Names[place + word.Length] == ' ';
    }

    /// <summary>True if a digit or sign stands where nothing but leetspeak has one.</summary>
    private static bool HasSureSign(ReadOnlySpan<char> word, ReadOnlySpan<char> reading)
    {
        int letters = 0;
        foreach (char c in word)
        {
            letters += char.IsAsciiLetter(c) ? 1 : 0;
        }
        for (int i = 1; i + 1 < word.Length; i++)
        {
            char c = word[i];
            int end = word[i + 1] == c ? i + 2 : i + 1;
            if (!char.IsAsciiLetter(c) && char.IsAsciiLetter(word[i - 1])
                && end < word.Length && char.IsAsciiLetter(word[end])
                && (c is '@' or '$' or '€' or '0' || (c is not ('|' or '+' or '(') && (letters > 2 || end > i + 1))))
            {
                return true;
            }
        }
        return char.IsAsciiDigit(word[0]) && letters > 2 && (word[0] == '0' || !MayStart(reading[1], reading[2]))
            && reading[1..].IndexOfAny(Vowels) >= 0;
    }

    /// <summary>True if an English word may start with two letters.</summary>
    private static bool MayStart(char first, char second)
    {
        return first != 'y' && Vowels.Contains(first)
            || first != 'x' && Vowels.Contains(second)
            || Starts.AsSpan().IndexOf([first, second]) >= 0;
    }

    /// <summary>The letter that a character stands for, or itself.</summary>
    private static char Read(ReadOnlySpan<char> word, int i, char before) => word[i] switch
    {
        '0' => 'o',
        '3' or '€' => 'e',
        '4' or '@' => 'a',
        '5' or '$' => 's',
        '7' or '+' => 't',
        '8' => 'b',
        '9' => 'g',
        '(' => 'c',
        '1' when (i > 0 && word[i - 1] == '1') || (i + 1 < word.Length && word[i + 1] == '1') => 'l',
        '1' or '!' or '|' => ReadStroke(before, i + 1 == word.Length ? ' '
            : Read(word, i + 1, ' ')),
        char c => c,
    };

    /// <summary>i or l, whichever is more frequent between two letters.</summary>
    private static char ReadStroke(char before, char after) => CostBetween(before, 'i', after)
        <= CostBetween(before, 'l', after) ? 'i' : 'l';

    private static int CostBetween(char before, char c, char after) =>
        EnglishPairs.Cost(EnglishPairs.Symbol(before), EnglishPairs.Symbol(c))
        + EnglishPairs.Cost(EnglishPairs.Symbol(c), EnglishPairs.Symbol(after));
}
