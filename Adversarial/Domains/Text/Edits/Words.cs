namespace Scratch.Adversarial.Domains.Text.Edits;

/// <summary>Texts as what is white and what is not.</summary>
internal static class Words
{
    /// <summary>Where a run of white characters, or of others, ends.</summary>
    public static int FindEnd(ReadOnlySpan<char> text, int start, bool isWhite)
    {
        int end = start;
        while (end < text.Length && char.IsWhiteSpace(text[end]) == isWhite)
        {
            end++;
        }
        return end;
    }
}
