using Scratch.Adversarial.Domains.Speech;
using Scratch.Adversarial.Runs.Speech;

namespace Scratch.Cli.Sounds;

/// <summary>What <c>scratch attack</c> does with spoken words and not with other examples.</summary>
internal static class SoundAttacking
{
    private const float LeastRatio = -40, MostRatio = 120; // dB
    private const float UsualRatio = 30;

    private static readonly Option<float?> Ratio = Usage.Number<float>(
        "--snr DB", "Of sounds: the radius as a ratio of the word's level to it, in dB, in the place of --epsilon: "
            + "0.05 · 10^(−DB / 20); 30 by default.", new(LeastRatio, MostRatio));

    /// <summary>The options that go with sounds alone.</summary>
    public static IEnumerable<Option> All => [Ratio];

    /// <summary>
    /// Whether the command attacks spoken words: those of a run, or those that a file's classifier is given.
    /// </summary>
    public static bool Is(string? run, string? data) =>
        OpenedWords.Is(run) || (run is null && data is not null && SpeechSource.Takes(data));

    /// <summary>The options of an attack with the radius that sounds have.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="areSounds">Whether examples are sounds.</param>
    /// <param name="kind">The attack.</param>
    /// <param name="options">As <see cref="AttackFlags"/> has read them.</param>
    /// <exception cref="UsageException">--snr is given where it can't be used.</exception>
    public static AttackOptions Change(ParseResult parsed, bool areSounds, AttackKind kind, AttackOptions options)
    {
        Option epsilon = parsed.CommandResult.Command.Options.First(option => option.Name == "--epsilon");
        bool takesRadius = options.Norm == "linf" && kind.Takes.Contains("epsilon");
        return areSounds && kind.MovesPrompts ? throw new UsageException(
                $"{kind.Name} makes spectra, which are no sounds; expected another attack.")
            : !parsed.IsGiven(Ratio)
            ? areSounds && takesRadius && !parsed.IsGiven(epsilon)
                ? options with { Epsilon = SpeechDomain.EpsilonOf(UsualRatio) } : options
            : !areSounds ? throw new UsageException($"{Ratio.Name} is for sounds; expected a run on spoken words.")
            : parsed.IsGiven(epsilon) ? throw new UsageException(
                $"there are both {epsilon.Name} and {Ratio.Name}; expected one of them.")
            : !takesRadius ? throw new UsageException(
                $"{Ratio.Name} is a radius in linf; {kind.Name} has none in {options.Norm}.")
            : options with { Epsilon = SpeechDomain.EpsilonOf(parsed.GetValue(Ratio)!.Value) };
    }

    /// <summary>The folder that sounds are saved in, settled.</summary>
    /// <exception cref="UsageException">It can't be written.</exception>
    public static OutputFolder Settle(Option option, string path, bool overwrite) => Outputs.Settle(option, () =>
    {
        var folder = new OutputFolder(path, SavedWords.Kind, overwrite);
        folder.Settle();
        return folder;
    });

    /// <summary>Writes the attacked words, and counts those whose files still fool.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="model">The classifier, and the words.</param>
    /// <param name="set">The moved words.</param>
    /// <param name="wanted">The class to be heard; null for any wrong one.</param>
    /// <returns>The number of files, and of those that still fool.</returns>
    public static (int Files, int Fooled) Save(OutputFolder folder, AttackedModel model, AttackedSet set, int? wanted)
    {
        var recogniser = new SpeechRecogniser(model.Classifier, (SpeechDomain)model.Test.Domain);
        IReadOnlyList<SavedWord> saved = [];
        folder.Write(path => saved = SavedWords.Write(path, set.Points, set.AttackedRows, model.Test, recogniser));
        return (saved.Count, saved.Count(word => wanted is { } one ? word.Prediction == one
            : word.Prediction != set.Labels[word.Row]));
    }
}
