namespace Scratch.Adversarial.Domains.Text.Reading;

/// <summary>A text and the class that it is of.</summary>
/// <param name="Text">The text as the file has it, with U+FFFD where that was no text.</param>
/// <param name="Label">The number of its class, from 0.</param>
/// <param name="Source">Where it comes from: what the column of sources says, or the file's name.</param>
public readonly record struct LabelledText(string Text, int Label, string Source)
{
    /// <summary>Which texts belong together, such as those of one author; null if the file doesn't say.</summary>
    public string? Group { get; init; }
}
