using Scratch.Adversarial.Domains.Speech.Signals;

namespace Scratch.Adversarial.Domains.Speech;

/// <summary>How words are parted into those to train on and those to test on.</summary>
public enum SpeechSplit
{
    /// <summary>
    /// As the data say; if they don't, by speaker where speakers are known and there are several, else by class.
    /// </summary>
    Default,

    /// <summary>Some speakers are tested on, and not trained on.</summary>
    Speaker,

    /// <summary>A share of every class is tested on, whoever speaks.</summary>
    Class,

    /// <summary>
    /// That of the Free Spoken Digit Dataset: repetitions 0 to 4 of every speaker and digit are tested on, so that no
    /// speaker is new.
    /// </summary>
    Official,
}

/// <summary>How spoken words are read and parted.</summary>
public sealed record SpeechOptions
{
    /// <summary>A second folder or list to test on; null to part the first one.</summary>
    public string? TestPath { get; init; }

    /// <summary>How the words are parted.</summary>
    public SpeechSplit Split { get; init; }

    /// <summary>The speakers to test on, by name; none to draw them.</summary>
    public IReadOnlyList<string> HoldOut { get; init; } = [];

    /// <summary>The share to test on, in (0, 0.5], where it is drawn.</summary>
    public float TestShare { get; init; } = 0.2f;

    /// <summary>Decides what is drawn.</summary>
    public ulong Seed { get; init; }

    /// <summary>The most samples of a word, at 8 kHz: of a longer one the loudest stretch is kept.</summary>
    public int MostSamples { get; init; } = ActivePart.Rate;

    /// <summary>
    /// The floor below which the powers of a spectrum aren't told apart, as a share of their mean, in [0, 1]; the
    /// higher, the less an attack can do, and the more is lost of what is quiet.
    /// </summary>
    public float FloorShare { get; init; } = 0.02f;

    /// <summary>
    /// Whether the embedded digits, which synthesisers speak, are trained on, too; the data's classes must be digits.
    /// </summary>
    public bool SyntheticVoices { get; init; }

    /// <summary>Throws if an option is out of its range, or two don't go together.</summary>
    /// <exception cref="ArgumentException">The message names the option, its value and what was expected.</exception>
    public void Validate()
    {
        if (!(TestShare > 0 && TestShare <= 0.5f))
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"The share to test on is {TestShare}; expected above 0 and at most 0.5."));
        }
        if (!(FloorShare is >= 0 and <= 1))
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"The share of the floor is {FloorShare}; expected 0 to 1."));
        }
        if (MostSamples is < ActivePart.FewestSamples or > 60 * ActivePart.Rate)
        {
            throw new ArgumentException($"The most samples of a word are {MostSamples}; expected "
                + $"{ActivePart.FewestSamples} to {60 * ActivePart.Rate}.");
        }
        if (HoldOut.Count > 0 && Split is SpeechSplit.Class or SpeechSplit.Official)
        {
            throw new ArgumentException($"Speakers are held out, but the split is {Split}; expected it by speaker.");
        }
        if (TestPath is not null && (HoldOut.Count > 0 || Split != SpeechSplit.Default))
        {
            throw new ArgumentException(
                "There are data of their own to test on, and a split; expected one of both.");
        }
    }
}
