using System.Text;

namespace Scratch.Adversarial.Domains.Text.Edits;

/// <summary>
/// Puts blanks between the letters of a share of the words, and two around such a word, so that its ends are still
/// seen. Line breaks stay.
/// </summary>
/// <param name="context">The amount is the share of words.</param>
internal sealed class SpacingEdit(TextEditContext context) : TextEdit(context)
{
    /// <inheritdoc/>
    public override string Apply(string text, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(text);
        var output = new StringBuilder(2 * text.Length);
        ulong word = 0;
        bool isSpaced = false;
        for (int start = 0, end; start < text.Length; start = end)
        {
            end = Words.FindEnd(text, start, isWhite: true);
            ReadOnlySpan<char> blanks = text.AsSpan(start, end - start);
            bool wasSpaced = isSpaced;
            isSpaced = end < text.Length && random.Uniform(word++) < Amount;
            bool isInside = start > 0 && end < text.Length && !blanks.ContainsAny('\r', '\n');
            output.Append(isInside && (wasSpaced || isSpaced) ? "  " : blanks);
            start = end;
            end = Words.FindEnd(text, start, isWhite: false);
            var letters = new Elements(text.AsSpan(start, end - start));
            for (int i = 0; i < letters.Count; i++)
            {
                output.Append(isSpaced && i > 0 ? " " : "").Append(letters[i]);
            }
        }
        return output.ToString();
    }
}
