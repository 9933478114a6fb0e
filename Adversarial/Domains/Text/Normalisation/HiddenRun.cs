namespace Scratch.Adversarial.Domains.Text.Normalisation;

/// <summary>How a text is hidden in another.</summary>
public enum HiddenKind
{
    /// <summary>Base64, or its form for addresses, with or without padding and line breaks.</summary>
    Base64,

    /// <summary>Pairs of hexadecimal digits, with or without 0x and separators.</summary>
    Hexadecimal,

    /// <summary>Escapes in a word: %69, \x69, \u0069, &amp;#105; or &amp;#x69;.</summary>
    Escapes,

    /// <summary>Bytes as variation selectors, which nothing shows.</summary>
    VariationSelectors,

    /// <summary>Letters that are moved by 13 places in the alphabet.</summary>
    Rot13,

    /// <summary>Digits and signs for letters, through the whole text.</summary>
    Leetspeak,
}

/// <summary>A part of a text that another text is hidden in.</summary>
/// <param name="Kind">How it is hidden; of a text inside a decoded one, how it is hidden there.</param>
/// <param name="Start">Where the part starts in the source; of a nested text, where the outer part does.</param>
/// <param name="Length">The length of the part in the source.</param>
/// <param name="TextStart">Where the decoded text starts in the buffer of <see cref="HiddenText"/>.</param>
/// <param name="TextLength">The length of the decoded text.</param>
/// <param name="Depth">1, or 2 for a text inside a decoded one.</param>
internal readonly record struct HiddenRun(
    HiddenKind Kind, int Start, int Length, int TextStart, int TextLength, int Depth);
