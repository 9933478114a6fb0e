namespace Scratch.Cli.Settings;

/// <summary>Settings as options of a command.</summary>
/// <param name="settings">The settings; those that are in files alone are left out.</param>
internal sealed class SettingOptions<T>(IEnumerable<Setting<T>> settings)
    where T : class
{
    private readonly (Setting<T> Setting, Option Option)[] _options =
        [.. settings.Where(setting => setting.Flag is not null).Select(setting => (setting, Create(setting)))];

    /// <summary>The options, in the order of the settings.</summary>
    public IEnumerable<Option> All => _options.Select(pair => pair.Option);

    /// <summary>Those of some of the settings.</summary>
    public IEnumerable<Option> Of(IEnumerable<Setting<T>> settings) =>
        _options.Where(pair => settings.Contains(pair.Setting)).Select(pair => pair.Option);

    /// <summary>Options changed by what the command line says, setting by setting.</summary>
    /// <exception cref="UsageException">A value can't be used.</exception>
    public T Change(ParseResult parsed, T options) =>
        Given(parsed).Aggregate(options, (changed, given) => Usage.Guard(() => given.Setting.Set(changed, given.Text)));

    /// <summary>Throws if the command line has a setting that has nothing to say.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="options">What it has led to.</param>
    /// <exception cref="UsageException">The message names the option and says what it is for.</exception>
    public void RequireUse(ParseResult parsed, T options)
    {
        foreach ((Setting<T> setting, string _) in Given(parsed))
        {
            if (Usage.Guard(() => setting.Unless(options)) is { } reason)
            {
                throw new UsageException($"{setting.Flag} {reason}.");
            }
        }
    }

    /// <summary>Whether the command line has the setting of that name.</summary>
    public bool Has(ParseResult parsed, string flag) => Given(parsed).Any(given => given.Setting.Flag == flag);

    /// <summary>The old words that the command line has, of options and of what they choose.</summary>
    public IEnumerable<string> FindOldWords(ParseResult parsed) => _options
        .Where(pair => parsed.IsGiven(pair.Option))
        .SelectMany(pair => pair.Setting.Words.Count > 0 ? parsed.GetValue((Option<string?>)pair.Option)!.Split(',')
            : [])
        .Concat(All.Where(parsed.IsGiven).Select(option => parsed.GetResult(option)!.IdentifierToken!.Value))
        .Where(word => OldWords.Notice(word) is not null);

    private IEnumerable<(Setting<T> Setting, string Text)> Given(ParseResult parsed) => _options
        .Where(pair => pair.Setting.IsSwitch ? parsed.GetValue((Option<bool>)pair.Option) : parsed.IsGiven(pair.Option))
        .Select(pair => (pair.Setting, pair.Setting.IsSwitch ? "" : parsed.GetValue((Option<string?>)pair.Option)!));

    private static Option Create(Setting<T> setting)
    {
        Option option = setting.IsSwitch
            ? new Option<bool>(setting.Flag!) { Description = setting.Help }
            : Usage.Text(setting.Usage!, setting.Help, setting.RefuseText, setting.Words);
        foreach (string alias in OldWords.Before(setting.Flag!).Append(setting.Alias).OfType<string>())
        {
            option.Aliases.Add(alias);
        }
        return option;
    }
}
