using System.Text;

namespace Scratch.Adversarial.Domains.Text.Edits;

/// <summary>Writes a part of a text in another way.</summary>
/// <param name="part">Some words, neither white at the beginning nor at the end.</param>
/// <param name="random">The stream of this text.</param>
/// <param name="output">The part is appended to it.</param>
internal delegate void PartChange(ReadOnlySpan<char> part, RandomStream random, StringBuilder output);

/// <summary>Changes as many neighbouring words as are a share of all.</summary>
/// <param name="context">The amount is the share of words, rounded.</param>
/// <param name="change">What is done to them.</param>
internal sealed class PartEdit(TextEditContext context, PartChange change) : TextEdit(context)
{
    /// <inheritdoc/>
    public override string Apply(string text, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(text);
        var words = new List<(int Start, int End)>();
        for (int start = Words.FindEnd(text, 0, isWhite: true); start < text.Length;)
        {
            int end = Words.FindEnd(text, start, isWhite: false);
            words.Add((start, end));
            start = Words.FindEnd(text, end, isWhite: true);
        }
        int count = (int)MathF.Round(Amount * words.Count);
        if (count == 0)
        {
            return text;
        }
        int first = random.Below(words.Count - count + 1, 0);
        (int from, int to) = (words[first].Start, words[first + count - 1].End);
        var output = new StringBuilder(text.Length);
        output.Append(text, 0, from);
        change(text.AsSpan(from, to - from), random.Fork(0), output);
        return output.Append(text, to, text.Length - to).ToString();
    }
}
