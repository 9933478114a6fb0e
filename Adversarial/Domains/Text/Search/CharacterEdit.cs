namespace Scratch.Adversarial.Domains.Text.Search;

/// <summary>One edit at one place of a text: some characters for others.</summary>
/// <param name="Kind">The name of its kind.</param>
/// <param name="Position">Where it is made, in UTF-16 code units of the text as the edits before left it.</param>
/// <param name="Before">The characters that stood there; empty where some are put in.</param>
/// <param name="After">Those that stand there now; empty where some are left out.</param>
public readonly record struct CharacterEdit(string Kind, int Position, string Before, string After)
{
    /// <summary>The text with the edit.</summary>
    /// <param name="text">A text that has <see cref="Before"/> at <see cref="Position"/>.</param>
    public string Apply(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return string.Concat(text.AsSpan(0, Position), After, text.AsSpan(Position + Before.Length));
    }
}
