namespace Scratch.Adversarial.Domains.Text.Normalisation;

/// <summary>How many characters of a text were not what they seemed, by what was done to them.</summary>
/// <remarks>Foreign letters, accents, curly quotes and emoji of an ordinary text count nowhere.</remarks>
internal readonly record struct NormalisationCounts
{
    /// <summary>Zero-width, bidirectional and other invisible characters that were dropped.</summary>
    public int Invisible { get; init; }

    /// <summary>Combining marks that were dropped, not those of letters that have theirs built in.</summary>
    public int Marks { get; init; }

    /// <summary>Tags, U+E0000 to U+E007F, which hide ASCII characters.</summary>
    public int Tags { get; init; }

    /// <summary>Letters that were read as the Latin ones that they look like.</summary>
    public int Confusables { get; init; }

    /// <summary>Latin letters in another form: full width, bold, circled, ligatures.</summary>
    public int Compatibility { get; init; }

    /// <summary>Digits and signs that were read as letters.</summary>
    public int Leet { get; init; }

    /// <summary>Letters that stood apart and were joined to words.</summary>
    public int Joined { get; init; }

    /// <summary>Lone surrogates, and U+FFFD, which stands for what could not be decoded.</summary>
    public int Broken { get; init; }

    /// <summary>The sum of all counts.</summary>
    public int Total => Invisible + Marks + Tags + Confusables + Compatibility + Leet + Joined + Broken;
}
