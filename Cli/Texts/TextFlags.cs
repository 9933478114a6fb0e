using Scratch.Adversarial.Domains.Text.Reading;
using Scratch.Adversarial.Runs.Text;

namespace Scratch.Cli.Texts;

/// <summary>The options of <c>scratch train</c> for texts, some of which other runs have, too.</summary>
internal static class TextFlags
{
    internal static readonly string[] Shared =
    [
        .. RunSettings.All.Select(setting => setting.Flag).OfType<string>(),
        .. TableFlags.All.Select(option => option.Name),
    ];

    private static readonly SettingOptions<TextRunOptions> Own =
        new(TextRunOptions.Settings.Where(setting => !Shared.Contains(setting.Flag)));

    /// <summary>The options that no other run has.</summary>
    public static IEnumerable<Option> All => Own.All;

    /// <summary>Whether the command line asks for a run on texts.</summary>
    public static bool IsAsked(ParseResult parsed) => parsed.GetValue<string?>("--preset") is { } preset
        ? preset == TextRunOptions.PresetName
        : TextRunOptions.Takes(parsed.GetValue<string?>("--data") ?? "");

    /// <summary>Throws if an option is given that texts alone have.</summary>
    /// <exception cref="UsageException">One is.</exception>
    public static void RequireNone(ParseResult parsed)
    {
        if (All.FirstOrDefault(parsed.IsGiven) is { } given)
        {
            throw new UsageException(
                $"{given.Name} is for texts; expected --preset {TextRunOptions.PresetName} beside it.");
        }
    }

    /// <summary>The options of the run.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="others">The options that have nothing to do with what is computed.</param>
    /// <exception cref="UsageException">A value can't be used, or an option has nothing to say of texts.</exception>
    public static TextRunOptions Read(ParseResult parsed, IEnumerable<Option> others)
    {
        TextRunOptions options =
            GivenSettings.Read(parsed, TextRunOptions.Settings, new TextRunOptions(), "texts", others);
        Usage.Guard(options.Validate);
        return options;
    }
}

/// <summary>What the columns of labelled texts are called, for commands that measure a detector.</summary>
internal sealed class TextColumnFlags
{
    private readonly Option<string?> _text = Create("--text", "Of texts: the column that has them.");
    private readonly Option<string?> _label = Create("--label", "Of texts: the column that has the labels.");

    public IEnumerable<Option> All => [_text, _label];

    /// <summary>The columns as the command line changes them.</summary>
    public TextColumns Change(ParseResult parsed, TextColumns columns) => columns with
    {
        Text = parsed.GetValue(_text) ?? columns.Text,
        Label = parsed.GetValue(_label) ?? columns.Label,
    };

    private static Option<string?> Create(string name, string help) =>
        new(name) { Description = help, HelpName = "COLUMN" };
}
