namespace Scratch.Adversarial.Domains.Text;

/// <summary>How a detector is trained.</summary>
public sealed record DetectorOptions
{
    /// <summary>Its sizes.</summary>
    public DetectorShape Shape { get; init; } = new();

    /// <summary>Passes over the texts.</summary>
    public int Epochs { get; init; } = 30;

    /// <summary>Texts of an update.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>Adam's rate at the start; it falls to 0 along a cosine.</summary>
    public float LearningRate { get; init; } = 1e-3f;

    /// <summary>
    /// The length of the adversarial move in the space of features, which have the length 1; 0 for training on texts
    /// alone.
    /// </summary>
    public float Epsilon { get; init; } = 0.2f;

    /// <summary>The share of words that are left out of a text each time it is read.</summary>
    public float DroppedWords { get; init; } = 0.1f;

    /// <summary>The share of texts that are put among harmless ones each time.</summary>
    public float Diluted { get; init; } = 0.4f;

    /// <summary>The share of texts that are edited each time.</summary>
    public float Edited { get; init; } = 0.5f;

    /// <summary>The names of the edits, of which each edited text gets one.</summary>
    public IReadOnlyList<string> Edits { get; init; } =
    [
        "typos", "hyphens", "synonyms", "reverse", "emoji", "spaces", "leet", "leet-half", "base64", "hex", "rot13",
    ];
}
