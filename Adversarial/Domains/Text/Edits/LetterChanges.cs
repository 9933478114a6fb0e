using System.Text;

namespace Scratch.Adversarial.Domains.Text.Edits;

/// <summary>What is done to single characters.</summary>
internal static class LetterChanges
{
    private const int FirstVisible = '!', LastVisible = '~', ToFullWidth = 0xFF01 - '!';

    private static readonly string?[] LeetForms = Index(
        "a4@", "b8", "e3", "g9", "i1!", "l1", "o0", "s5$", "t7+", "z2");

    // those that confusables.txt of The Unicode Standard lists, and fonts show alike
    private static readonly string?[] LookAlikes = Index(
        "a\u0430\u0251", "c\u0441\u03F2", "d\u0501", "e\u0435", "g\u0261", "h\u04BB", "i\u0456", "j\u0458\u03F3",
        "l\u04CF", "n\u0578", "o\u043E\u03BF", "p\u0440\u03C1", "q\u051B", "r\u0433", "s\u0455", "u\u057D\u03C5",
        "v\u03BD\u0475", "w\u051D", "x\u0445", "y\u0443", "A\u0410\u0391", "B\u0412\u0392", "C\u0421\u03F9",
        "E\u0415\u0395", "H\u041D\u0397", "I\u0406\u0399", "J\u0408", "K\u041A\u039A", "M\u041C\u039C", "N\u039D",
        "O\u041E\u039F", "P\u0420\u03A1", "S\u0405", "T\u0422\u03A4", "X\u0425\u03A7", "Y\u04AE\u03A5", "Z\u0396");

    private const string Invisible = "\u200B\u200C\u200D\u2060\uFEFF";
    private const string Marks =
        "\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u030A\u030C\u0323\u0327\u0328\u0331\u0336";

    /// <summary>A digit or a sign instead of the letter.</summary>
    public static void Leet(Rune letter, Rune next, uint bits, StringBuilder output) =>
        Append(letter, Rune.ToLowerInvariant(letter), LeetForms, bits, output);

    /// <summary>A letter that looks like it.</summary>
    public static void Homoglyph(Rune letter, Rune next, uint bits, StringBuilder output) =>
        Append(letter, letter, LookAlikes, bits, output);

    /// <summary>The letter, and an invisible character if another letter follows.</summary>
    public static void ZeroWidth(Rune letter, Rune next, uint bits, StringBuilder output)
    {
        Append(letter, output);
        if (Rune.IsLetter(letter) && Rune.IsLetter(next))
        {
            output.Append(Choose(Invisible, bits));
        }
    }

    /// <summary>The character as wide as a Chinese one.</summary>
    public static void FullWidth(Rune letter, Rune next, uint bits, StringBuilder output) => Append(
        letter.Value is >= FirstVisible and <= LastVisible ? new Rune(letter.Value + ToFullWidth) : letter, output);

    /// <summary>The letter in upper or in lower case.</summary>
    public static void RandomCase(Rune letter, Rune next, uint bits, StringBuilder output) =>
        Append(Choose("ul", bits) == 'u' ? Rune.ToUpperInvariant(letter) : Rune.ToLowerInvariant(letter), output);

    /// <summary>The letter with a mark.</summary>
    public static void Combining(Rune letter, Rune next, uint bits, StringBuilder output)
    {
        Append(letter, output);
        if (Rune.IsLetter(letter))
        {
            output.Append(Choose(Marks, bits));
        }
    }

    /// <summary>Appends a character, whole.</summary>
    public static void Append(Rune rune, StringBuilder output)
    {
        Span<char> halves = stackalloc char[2];
        output.Append(halves[..rune.EncodeToUtf16(halves)]);
    }

    private static void Append(Rune letter, Rune key, string?[] forms, uint bits, StringBuilder output)
    {
        if (key.IsAscii && forms[key.Value] is { } found)
        {
            output.Append(Choose(found, bits));
        }
        else
        {
            Append(letter, output);
        }
    }

    private static char Choose(string forms, uint bits) => forms[(int)(((ulong)bits * (uint)forms.Length) >> 32)];

    /// <summary>The forms of each ASCII letter, from texts that begin with it.</summary>
    private static string?[] Index(params ReadOnlySpan<string> forms)
    {
        string?[] index = new string?[128];
        foreach (string form in forms)
        {
            index[form[0]] = form[1..];
        }
        return index;
    }
}
