using System.Text;

namespace Scratch.Adversarial.Domains.Text.Edits;

/// <summary>Writes a word in another way.</summary>
/// <param name="word">Letters and their marks, one at least.</param>
/// <param name="random">The word's own stream.</param>
/// <param name="output">The word is appended to it, changed or as it is.</param>
internal delegate void WordChange(ReadOnlySpan<char> word, RandomStream random, StringBuilder output);

/// <summary>Changes a share of the words.</summary>
/// <param name="context">The amount is the share of words.</param>
/// <param name="change">What is done to a word.</param>
internal sealed class WordEdit(TextEditContext context, WordChange change) : TextEdit(context)
{
    /// <inheritdoc/>
    public override string Apply(string text, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(text);
        var output = new StringBuilder(text.Length);
        int word = 0;
        for (int start = 0, end; start < text.Length; start = end)
        {
            end = FindEnd(text, start);
            if (end == start)
            {
                Rune.DecodeFromUtf16(text.AsSpan(start), out _, out int length);
                end += length;
                output.Append(text, start, length);
                continue;
            }
            if (random.Uniform((ulong)word) < Amount)
            {
                change(text.AsSpan(start, end - start), random.Fork(word), output);
            }
            else
            {
                output.Append(text, start, end - start);
            }
            word++;
        }
        return output.ToString();
    }

    /// <summary>Where the letters end that begin at a place; the place itself if there are none.</summary>
    private static int FindEnd(string text, int start)
    {
        int end = start;
        while (end < text.Length)
        {
            Rune.DecodeFromUtf16(text.AsSpan(end), out Rune rune, out int length);
            bool isMark = end > start && Rune.GetUnicodeCategory(rune) == UnicodeCategory.NonSpacingMark;
            if (!Rune.IsLetter(rune) && !isMark)
            {
                break;
            }
            end += length;
        }
        return end;
    }
}
