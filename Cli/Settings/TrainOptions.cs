using Scratch.Adversarial.Domains.Speech;
using Scratch.Adversarial.Domains.Tables;
using Scratch.Adversarial.Runs.Behaviour;
using Scratch.Adversarial.Runs.Text;
using Scratch.Cli.Behaviour;
using Scratch.Cli.Texts;

namespace Scratch.Cli.Settings;

/// <summary>
/// The options of <c>scratch train</c> that change what is computed, and the configuration they lead to.
/// </summary>
internal static class TrainOptions
{
    /// <summary>The configuration to start from.</summary>
    public static Option<string?> Preset { get; } = new("--preset")
    {
        Description = $"The configuration to start from: {string.Join(", ", Presets.Names)}, "
            + $"{TextRunOptions.PresetName}, {BehaviourRunOptions.PresetName}. {Presets.Names[0]} unless given.",
        HelpName = "NAME",
    };

    private static readonly Option<string?> Config = new("--config")
    {
        Description = "A config.json, whole or in part, over the preset; what the command line says comes after it.",
        HelpName = "FILE",
    };

    private static readonly SettingOptions<RunConfiguration> Settings = new(RunSettings.All);

    /// <summary>The options by subject.</summary>
    public static IEnumerable<OptionGroup> Groups => RunSettings.Groups.Select(ToOptions)
        .Append(new OptionGroup("Texts", TextFlags.All))
        .Append(new OptionGroup("Behaviour", BehaviourFlags.All));

    private static OptionGroup ToOptions(SettingGroup group) => new(
        group.Title,
        [
            .. group.Title == RunSettings.ModelTitle ? [Preset, Config] : Array.Empty<Option>(),
            .. Settings.Of(group.Settings),
            .. group.Title == RunSettings.DataTitle ? TableFlags.All.Concat(SpeechFlags.All) : [],
        ]);

    private static IEnumerable<Option> All => Groups.SelectMany(group => group.Options);

    /// <summary>The first of these options that the command line has, or null.</summary>
    public static Option? FindGiven(ParseResult parsed) => All.FirstOrDefault(parsed.IsGiven);

    /// <summary>The preset, changed by what the command line says.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="notice">Is told what old words are now called, once for each.</param>
    /// <exception cref="UsageException">An option's value can't be used.</exception>
    public static RunConfiguration Read(ParseResult parsed, Action<string>? notice = null)
    {
        (RunConfiguration start, bool setsValidation, IReadOnlyList<string> oldWords,
            Func<ArgumentException, InvalidDataException>? refuse) = ReadStart(parsed);
        foreach (string old in oldWords.Concat(Settings.FindOldWords(parsed)).Distinct())
        {
            notice?.Invoke(OldWords.Notice(old)!);
        }
        RunConfiguration changed = Settings.Change(parsed, start);
        RunConfiguration configuration = changed with
        {
            // Those of a preset for all labels are more than few labels may be.
            Validation = start.Classifier.SemiSupervised is null && changed.Classifier.SemiSupervised is not null
                && !setsValidation && !Settings.Has(parsed, "--validation")
                ? 0
                : changed.Validation,
            Gan = changed.Gan with
            {
                // it has nothing to catch up on
                EncoderEpochs = changed.Gan.TrainsEncoder ? 0 : changed.Gan.EncoderEpochs,
                // the two exclude each other
                Penalty = changed.Gan.SpectralNormalisation && !Settings.Has(parsed, "--penalty") ? GanPenalty.None
                    : changed.Gan.Penalty,
            },
        };
        configuration = SpeechFlags.Change(parsed, TableFlags.Change(parsed, configuration));
        Settings.RequireUse(parsed, configuration);
        try
        {
            configuration.Validate();
            return configuration;
        }
        catch (ArgumentException error)
        {
            throw new UsageException(refuse?.Invoke(error).Message ?? error.Message, error);
        }
    }

    /// <summary>The command that gives the same results.</summary>
    public static string CommandFor(ParseResult parsed) =>
        string.Join(' ', ["scratch train", .. Words(parsed).Select(Usage.Quote)]);

    /// <summary>The options that the command line has, as it has them, and their values.</summary>
    private static IEnumerable<string> Words(ParseResult parsed) => All
        .Where(parsed.IsGiven)
        .Select(option => parsed.GetResult(option)!)
        .SelectMany(result => result.Tokens.Select(token => token.Value).Prepend(result.IdentifierToken!.Value));

    private static (RunConfiguration Configuration, bool SetsValidation, IReadOnlyList<string> OldWords,
        Func<ArgumentException, InvalidDataException>? Refuse) ReadStart(ParseResult parsed)
    {
        string? name = parsed.GetValue(Preset);
        try
        {
            return parsed.GetValue(Config) is not { } file
                ? (Presets.Find(name ?? UsualPreset(parsed)), false, [], null)
                : File.Exists(file) ? ConfigurationFile.Read(file, name)
                : throw new UsageException($"--config is {file}, which is {(Directory.Exists(file) ? "a folder"
                    : "not there")}; expected a file such as 'scratch presets {Presets.Names[0]}' prints.");
        }
        catch (ArgumentException error)
        {
            throw new UsageException($"--preset: {error.Message}", error);
        }
        catch (InvalidDataException error)
        {
            throw new UsageException(error.Message, error);
        }
    }

    private static string UsualPreset(ParseResult parsed)
    {
        string data = parsed.GetValue<string?>("--data") ?? "";
        return SpeechSource.Takes(data) ? "speech" : TableSource.Takes(data) ? "table" : Presets.Names[0];
    }
}
