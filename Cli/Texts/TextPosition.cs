namespace Scratch.Cli.Texts;

/// <summary>Where something stands in a text, for people.</summary>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The UTF-16 code unit in it, from 1.</param>
internal readonly record struct TextPosition(int Line, int Column)
{
    /// <summary>The position of an index.</summary>
    public static TextPosition Of(ReadOnlySpan<char> text, int index)
    {
        ReadOnlySpan<char> before = text[..index];
        int last = before.LastIndexOf('\n');
        return new TextPosition(before.Count('\n') + 1, index - last);
    }

    /// <summary>A part of a text on one line, shortened in the middle.</summary>
    public static string Excerpt(ReadOnlySpan<char> part, int most)
    {
        string shown = part.Length <= most ? part.ToString()
            : $"{part[..(most / 2)]} … {part[^(most / 2)..]}";
        return string.Join(' ', Terminal.Words(shown));
    }
}
