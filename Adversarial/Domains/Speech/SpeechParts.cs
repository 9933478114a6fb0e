using Scratch.Adversarial.Domains.Speech.Reading;

namespace Scratch.Adversarial.Domains.Speech;

/// <summary>Words to train on, to choose by and to test on.</summary>
/// <param name="Training">To train on.</param>
/// <param name="Validation">To choose by, if the data name some; else none.</param>
/// <param name="Test">To test on.</param>
/// <param name="Rule">How they were parted, as a report says it, such as <c>speakers lucas, theo held out</c>.</param>
public sealed record SpeechParts(
    IReadOnlyList<SpokenClip> Training, IReadOnlyList<SpokenClip> Validation, IReadOnlyList<SpokenClip> Test,
    string Rule)
{
    private const int OfficialTests = 5; // repetitions

    /// <summary>Parts words. The same options always give the same parts.</summary>
    /// <exception cref="InvalidDataException">A speaker is not there, a part would be empty, or training would lack a
    /// class; the message names the data.</exception>
    public static SpeechParts Create(SpokenWords words, SpeechOptions options)
    {
        ArgumentNullException.ThrowIfNull(words);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        bool hasTest = words.Clips.Any(clip => clip.Part == SpokenPart.Test);
        SpeechParts parts = options switch
        {
            { HoldOut.Count: > 0 } => HoldOut(words, options.HoldOut),
            { Split: SpeechSplit.Official } => Repetitions(words),
            { Split: SpeechSplit.Default } when hasTest => Given(words),
            { Split: SpeechSplit.Class } => Classes(words, options),
            { Split: SpeechSplit.Default } when words.Speakers.Count < 2 => Classes(words, options),
            _ => Speakers(words, options),
        };
        int missing = Enumerable.Range(0, words.ClassNames.Count)
            .FirstOrDefault(c => parts.Training.All(clip => clip.Label != c), -1);
        return parts.Test.Count == 0
            ? throw new InvalidDataException($"{words.Name}: with {parts.Rule} no word is left to test on; expected "
                + "more words, or another split.")
            : missing >= 0
            ? throw new InvalidDataException($"{words.Name}: with {parts.Rule} no word of the class "
                + $"'{words.ClassNames[missing]}' is left to train on; expected some, or another split.")
            : parts;
    }

    private static SpeechParts HoldOut(SpokenWords words, IReadOnlyList<string> names)
    {
        string? unknown = names.FirstOrDefault(name => !words.Speakers.Contains(name));
        return unknown is null
            ? From(words, $"the speakers {string.Join(", ", names)} held out", clip => names.Contains(clip.Speaker))
            : throw new InvalidDataException(words.Speakers.Count == 0
                ? $"{words.Name}: the speaker '{unknown}' can't be held out, since speakers are not known; expected "
                    + "files called label_speaker_index.wav, or a column 'speaker'."
                : $"{words.Name}: there is no speaker '{unknown}' to be held out; expected some of "
                    + $"{string.Join(", ", words.Speakers.Take(20))}{(words.Speakers.Count > 20 ? ", …" : "")}.");
    }

    private static SpeechParts Speakers(SpokenWords words, SpeechOptions options)
    {
        if (words.Speakers.Count < 2)
        {
            throw new InvalidDataException($"{words.Name}: {words.Speakers.Count} speakers are known; expected at "
                + "least two to part them, or another split.");
        }
        Dictionary<string, int> numbers = words.Speakers.Select((name, i) => (name, i))
            .ToDictionary(pair => pair.name, pair => pair.i);
        bool[] isTest = SetAside(words, [.. words.Clips.Select(clip => numbers[clip.Speaker!])], options);
        string[] held = [.. words.Clips.Where((_, i) => isTest[i]).Select(clip => clip.Speaker!).Distinct()
            .Order(StringComparer.Ordinal)];
        HashSet<string> known = [.. held];
        return From(words, $"the speakers {string.Join(", ", held)} held out", clip => known.Contains(clip.Speaker!));
    }

    private static SpeechParts Classes(SpokenWords words, SpeechOptions options)
    {
        bool[] isTest = SetAside(words, [.. Enumerable.Range(0, words.Clips.Count)], options);
        return new SpeechParts([.. words.Clips.Where((_, i) => !isTest[i])], [],
            [.. words.Clips.Where((_, i) => isTest[i])],
            FormattableString.Invariant($"{options.TestShare:0.##%} of every class held out, speakers ")
            + (words.Speakers.Count > 0 ? "shared" : "unknown"));
    }

    private static SpeechParts Repetitions(SpokenWords words)
    {
        SpokenClip? other = words.Clips.FirstOrDefault(clip => clip.Index < 0);
        return other is null
            ? From(words, $"repetitions 0 to {OfficialTests - 1} held out, speakers shared",
                clip => clip.Index < OfficialTests)
            : throw new InvalidDataException($"{other.Name}: the number of the repetition is not known; expected files "
                + "called label_speaker_index.wav for the official split.");
    }

    private static SpeechParts Given(SpokenWords words) => new(
        [.. words.Clips.Where(clip => clip.Part is SpokenPart.Training or SpokenPart.Unknown)],
        [.. words.Clips.Where(clip => clip.Part == SpokenPart.Validation)],
        [.. words.Clips.Where(clip => clip.Part == SpokenPart.Test)], "the parts that the data name");

    private static SpeechParts From(SpokenWords words, string rule, Func<SpokenClip, bool> isTest) =>
        new([.. words.Clips.Where(clip => !isTest(clip))], [], [.. words.Clips.Where(isTest)], rule);

    private static bool[] SetAside(SpokenWords words, int[] groups, SpeechOptions options) =>
        StratifiedSplit.SetAside([.. words.Clips.Select(clip => clip.Label)], groups, words.ClassNames.Count,
            options.TestShare, new RandomStream(options.Seed));
}
