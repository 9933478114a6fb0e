using Scratch.Adversarial.Domains.Speech;

namespace Scratch.Cli.Settings;

/// <summary>The options of <c>scratch train</c> for spoken words.</summary>
internal static class SpeechFlags
{
    private static readonly Option<IReadOnlyList<string>?> HoldOut = Usage.Several(
        "--hold-out NAMES", "Of sounds: the speakers to test on, with commas between; a fifth of them unless given.",
        new Paths());

    private static readonly Option<string?> Split = new Option<string?>("--split")
    {
        Description = "Of sounds: speaker holds some speakers out, class a share of each class, official the first "
            + "five of each speaker and word; by speaker where several are known.",
        HelpName = "WORD",
    }.AcceptOnlyFromAmong("speaker", "class", "official");

    private static readonly Option<bool> SyntheticVoices = new("--synthetic-voices")
    {
        Description = "Of sounds: the embedded digits, spoken by synthesisers, are trained on, too.",
    };

    public static IEnumerable<Option> All => [HoldOut, Split, SyntheticVoices];

    /// <summary>The options of the words, if the data is some.</summary>
    /// <exception cref="UsageException">It is other data.</exception>
    public static RunConfiguration Change(ParseResult parsed, RunConfiguration configuration)
    {
        if (!SpeechSource.Takes(configuration.Data))
        {
            return All.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } given
                ? throw new UsageException(
                    $"{given.Name} is for sounds; expected --data with a folder of WAV files, or a list of them.")
                : configuration with { Speech = null };
        }
        SpeechOptions speech = configuration.Speech ?? new();
        return configuration with
        {
            Speech = speech with
            {
                HoldOut = parsed.GetValue(HoldOut) ?? speech.HoldOut,
                Split = parsed.GetValue(Split) is { } split ? Enum.Parse<SpeechSplit>(split, ignoreCase: true)
                    : speech.Split,
                SyntheticVoices = speech.SyntheticVoices || parsed.GetValue(SyntheticVoices),
                TestPath = parsed.GetValue<string?>("--test") ?? speech.TestPath,
            },
        };
    }
}
