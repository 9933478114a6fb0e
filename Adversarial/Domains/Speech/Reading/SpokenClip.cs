namespace Scratch.Adversarial.Domains.Speech.Reading;

/// <summary>What the data say that a clip is for.</summary>
public enum SpokenPart
{
    /// <summary>They don't say.</summary>
    Unknown,

    /// <summary>To train on.</summary>
    Training,

    /// <summary>To choose by.</summary>
    Validation,

    /// <summary>To test on.</summary>
    Test,
}

/// <summary>One spoken word.</summary>
/// <param name="Name">Its file, as messages call it.</param>
/// <param name="Label">The number of its class.</param>
/// <param name="Speaker">Who speaks; null if that is not known.</param>
/// <param name="Index">The number of the repetition, as the Free Spoken Digit Dataset has it; −1 if there is
/// none.</param>
/// <param name="Part">What it is for.</param>
/// <param name="Samples">The word, as <see cref="Signals.ActivePart"/> cuts it: 8 kHz, from end point to end point, at
/// one level.</param>
public sealed record SpokenClip(
    string Name, int Label, string? Speaker, int Index, SpokenPart Part, ReadOnlyMemory<float> Samples);

/// <summary>Spoken words with their classes.</summary>
/// <param name="Name">What messages call them.</param>
/// <param name="Clips">The words, in the order of their files.</param>
/// <param name="ClassNames">What the classes are called, at least two.</param>
public sealed record SpokenWords(string Name, IReadOnlyList<SpokenClip> Clips, IReadOnlyList<string> ClassNames)
{
    /// <summary>How many words were longer than is kept; their loudest stretch is.</summary>
    public int Shortened { get; init; }

    /// <summary>The files that hold nothing but silence, or less than 25 ms; they are left out.</summary>
    public IReadOnlyList<string> Silent { get; init; } = [];

    /// <summary>What was unusual about files, a line each.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    /// <summary>The speakers in the order of their names; none unless that of every clip is known.</summary>
    public IReadOnlyList<string> Speakers { get; } = Clips.All(clip => clip.Speaker is not null)
        ? [.. Clips.Select(clip => clip.Speaker!).Distinct().Order(StringComparer.Ordinal)] : [];
}
