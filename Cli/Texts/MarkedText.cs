using System.Text;
using Scratch.Adversarial.Domains.Text;

namespace Scratch.Cli.Texts;

/// <summary>A text with the words that spoke most for it marked.</summary>
internal static class MarkedText
{
    private const string Bright = "\u001b[1;31m", Plain = "\u001b[0m";

    /// <summary>The text, its control characters as blanks but for line ends.</summary>
    /// <param name="text">The text.</param>
    /// <param name="explanation">Its explanation.</param>
    /// <param name="most">The most words that are marked; those that speak against are none of them.</param>
    /// <param name="isTerminal">Whether they get a colour rather than brackets.</param>
    public static string Render(string text, TextExplanation explanation, int most, bool isTerminal)
    {
        (int Start, int End)[] marked = [.. explanation.Words
            .Where(word => word.Contribution > 0).OrderByDescending(word => word.Contribution).Take(most)
            .Select(word => (word.Start, word.Start + word.Length)).Distinct().OrderBy(range => range.Start)];
        (string before, string behind) = isTerminal ? (Bright, Plain) : ("[", "]");
        var result = new StringBuilder();
        int next = 0;
        foreach ((int start, int end) in marked)
        {
            if (start >= next)
            {
                Append(text.AsSpan(next, start - next));
                result.Append(before);
                Append(text.AsSpan(start, end - start));
                result.Append(behind);
                next = end;
            }
        }
        Append(text.AsSpan(next));
        return result.ToString();

        void Append(ReadOnlySpan<char> part)
        {
            foreach (char c in part)
            {
                result.Append(char.IsControl(c) && c != '\n' ? ' ' : c);
            }
        }
    }
}
