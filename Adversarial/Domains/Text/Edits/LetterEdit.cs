using System.Text;

namespace Scratch.Adversarial.Domains.Text.Edits;

/// <summary>Writes a character in another way.</summary>
/// <param name="letter">The character.</param>
/// <param name="next">The one after it; U+FFFD at the end.</param>
/// <param name="bits">Random bits, to choose between ways.</param>
/// <param name="output">The character is appended to it, changed or as it is.</param>
internal delegate void LetterChange(Rune letter, Rune next, uint bits, StringBuilder output);

/// <summary>Changes a share of the characters.</summary>
/// <param name="context">The amount is the share of characters.</param>
/// <param name="change">What is done to a character.</param>
internal sealed class LetterEdit(TextEditContext context, LetterChange change) : TextEdit(context)
{
    /// <inheritdoc/>
    public override string Apply(string text, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(text);
        var output = new StringBuilder(text.Length);
        ulong position = 0;
        for (int start = 0, end; start < text.Length; start = end, position += 2)
        {
            Rune.DecodeFromUtf16(text.AsSpan(start), out Rune rune, out int length);
            end = start + length;
            if (random.Uniform(position) < Amount)
            {
                Rune.DecodeFromUtf16(text.AsSpan(end), out Rune next, out _);
                if (rune != Rune.ReplacementChar)
                {
                    change(rune, next, random.Bits(position + 1), output);
                    continue;
                }
            }
            output.Append(text, start, length); // half a pair, too, stays as it is
        }
        return output.ToString();
    }
}
