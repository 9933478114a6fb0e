namespace Scratch.Adversarial.Domains.Text.Normalisation;

/// <summary>Decides whether letters of other scripts that look like Latin ones are meant as these.</summary>
/// <remarks>
/// <para>A word with a Latin letter is Latin, and all its look-alikes are read as such. A word with a letter of
/// another script that looks like none is foreign, and stays. Words of look-alikes alone go by the nearest words before
/// and after that are one or the other: they are Latin if both are, or the only one that there is. If there is neither,
/// they are Latin if they have together at least 16 letters, which no language writes with look-alikes alone.</para>
/// <para>A single Greek letter stands for itself, as in formulas. What a word becomes depends on its neighbours alone:
/// text that is put before or after a text changes what is next to it and nothing else.</para>
/// </remarks>
internal static class LookAlikes
{
    private const int LongestOfForeign = 15;

    private enum Script
    {
        None,
        Latin,
        Foreign,
        Alike,
    }

    /// <summary>Replaces look-alikes in place, each by one lower-case letter; returns how many became Latin.</summary>
    public static int Resolve(Span<char> text, CharacterTable table)
    {
        int count = 0, pending = -1, letters = 0;
        Script before = Script.None;
        for (int start = 0; NextWord(text, ref start, out int end); start = end)
        {
            Script script = Classify(text[start..end], table);
            if (script == Script.None)
            {
                Replace(text[start..end], table, isLatin: false);
                continue;
            }
            if (script == Script.Alike)
            {
                pending = pending < 0 ? start : pending;
                letters += end - start;
                continue;
            }
            if (pending >= 0)
            {
                count += Settle(
                    text[pending..start], table, script == Script.Latin && before is Script.Latin or Script.None);
                (pending, letters) = (-1, 0);
            }
            count += Replace(text[start..end], table, script == Script.Latin);
            before = script;
        }
        return pending < 0 ? count : count + Settle(
            text[pending..], table, before == Script.Latin || (before == Script.None && letters > LongestOfForeign));
    }

    /// <summary>Replaces the words of look-alikes alone in a part of a text.</summary>
    private static int Settle(Span<char> text, CharacterTable table, bool isLatin)
    {
        int count = 0;
        for (int start = 0; NextWord(text, ref start, out int end); start = end)
        {
            Span<char> word = text[start..end];
            count += Replace(word, table, isLatin && Classify(word, table) == Script.Alike);
        }
        return count;
    }

    private static int Replace(Span<char> word, CharacterTable table, bool isLatin)
    {
        int count = 0;
        foreach (ref char c in word)
        {
            uint entry = c < 0x80 ? 0 : table.Find(c);
            if (CharacterTable.Kind(entry) == CharacterKind.LookAlike)
            {
                c = table.Text(entry)[isLatin ? 0 : 1];
                count += isLatin ? 1 : 0;
            }
        }
        return count;
    }

    private static Script Classify(ReadOnlySpan<char> word, CharacterTable table)
    {
        int latin = 0, alike = 0, foreign = 0;
        foreach (char c in word)
        {
            if (c < '\u0250')
            {
                latin += char.IsLetter(c) ? 1 : 0;
            }
            else if (CharacterTable.Kind(table.Find(c)) == CharacterKind.LookAlike)
            {
                alike++;
            }
            else
            {
                foreign += char.IsLetter(c) ? 1 : 0;
            }
        }
        bool isSymbol = word.Length == 1 && word[0] is >= '\u0370' and < '\u0400';
        return latin > 0 ? Script.Latin
            : foreign > 0 ? Script.Foreign
            : alike > 0 && !isSymbol ? Script.Alike
            : Script.None;
    }

    /// <summary>The next run of letters, digits and marks from an index on; false if there is none.</summary>
    private static bool NextWord(ReadOnlySpan<char> text, ref int start, out int end)
    {
        while (start < text.Length && !IsOfWord(text[start]))
        {
            start++;
        }
        end = start;
        while (end < text.Length && IsOfWord(text[end]))
        {
            end++;
        }
        return start < end;
    }

    private static bool IsOfWord(char c) => c < 0x80
        ? char.IsAsciiLetterOrDigit(c)
        : char.IsLetterOrDigit(c)
            || char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
}
