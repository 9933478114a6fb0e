using System.Globalization;
using System.Text;
using NUnit.Framework;
using Scratch.Adversarial.Domains.Text.Normalisation;

namespace Scratch.Tests.Adversarial.Domains.Text.Normalisation;

/// <summary>The table of characters against Python's Unicode data, and its own promises over all code points.</summary>
public sealed class CharacterTableTests
{
    private const string Script = """
        import unicodedata
        for c in [*range(0x80, 0xD800), *range(0xE000, 0x110000)]:
            if unicodedata.category(chr(c)) in ("Cn", "Co"):
                continue
            text = "".join(unicodedata.normalize("NFKD", x.lower()) for x in unicodedata.normalize("NFKD", chr(c)))
            text = "".join(x for x in text if unicodedata.category(x) not in ("Mn", "Me", "Cf"))
            print(f"{c:x}", unicodedata.category(chr(c)), *(f"{ord(x):x}" for x in text))
        """;

    [Test]
    public void No_code_point_becomes_too_long_and_what_it_becomes_stays()
    {
        var text = new NormalisedText();
        Span<char> units = stackalloc char[2];
        for (int c = 0x80; c < 0x110000; c++)
        {
            uint entry = CharacterTable.Shared.Find(c);
            Assert.That(CharacterTable.Shared.Text(entry).Length, Is.LessThanOrEqualTo(CharacterTable.MaxReplacement));
            if (entry == 0 || c is >= 0xD800 and < 0xE000)
            {
                continue;
            }
            int length = new Rune(c).EncodeToUtf16(units);
            text.Read(units[..length]);
            string once = text.Characters.ToString();
            text.Read(once);
            Assert.That(text.Characters.ToString(), Is.EqualTo(once), $"{c:x}");
        }
    }

    [Test]
    public void Decompositions_are_those_of_Python()
    {
        Optional.Require(File.Exists("/usr/bin/python3"), "/usr/bin/python3 is not installed");
        int compared = 0;
        List<string> differences = [];
        foreach (string line in Python.Output(Script).Split('\n'))
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            int c = int.Parse(words[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            string expected = string.Concat(words.Skip(2).Select(word => char.ConvertFromUtf32(
                int.Parse(word, NumberStyles.HexNumber, CultureInfo.InvariantCulture))));
            uint entry = CharacterTable.Shared.Find(c);
            string text = CharacterTable.Kind(entry) is CharacterKind.Unchanged ? char.ConvertFromUtf32(c)
                : CharacterTable.Shared.Text(entry).ToString();
            bool isOurs = CharacterTable.Kind(entry) is CharacterKind.LookAlike or CharacterKind.Confusable
                or CharacterKind.Blank or CharacterKind.ScriptMark or CharacterKind.Tag or CharacterKind.Invisible
                || words[1] is "Sk" or "Pd" or "Pi" or "Pf" || c is >= 0xAC00 and < 0xD7A4; // Hangul stays whole
            compared++;
            // Letters such as ø and signs such as ⁄ go on to ASCII, and a mark that stands alone is left alone.
            bool goesOn = text.All(x => x is < '\u0080' or '·') || expected.Length == 0 || expected[0] == ' ';
            if (!isOurs && Fold(text) != Fold(expected) && !goesOn)
            {
                differences.Add($"{c:x} {char.ConvertFromUtf32(c)}: '{text}', Python '{expected}'");
            }
        }
        Assert.That(compared, Is.GreaterThan(130_000));
        Assert.That(differences, Is.Empty);
    }

    /// <summary>A text in lower case without the marks that are vowels of their scripts.</summary>
    private static string Fold(string text) => string.Concat(text.EnumerateRunes()
        .Where(rune => Rune.GetUnicodeCategory(rune) is not (
            UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark))
        .Select(rune => Rune.ToLowerInvariant(rune).ToString()));
}
