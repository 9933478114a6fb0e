using Scratch.Adversarial.Runs.Behaviour;
using Scratch.Adversarial.Runs.Text;
using Scratch.Cli.Texts;

namespace Scratch.Cli.Behaviour;

/// <summary>The options of <c>scratch train</c> for behaviour, some of which other runs have, too.</summary>
internal static class BehaviourFlags
{
    private const string Kind = "behaviour";

    private static readonly string[] Shared =
        [.. TextFlags.Shared, .. TextRunOptions.Settings.Select(setting => setting.Flag).OfType<string>()];

    private static readonly SettingOptions<BehaviourRunOptions> Own =
        new(BehaviourRunOptions.Settings.Where(setting => !Shared.Contains(setting.Flag)));

    /// <summary>The options that no other run has.</summary>
    public static IEnumerable<Option> All => Own.All;

    /// <summary>Whether the command line asks for a run on behaviour.</summary>
    public static bool IsAsked(ParseResult parsed) => parsed.GetValue<string?>("--preset") is { } preset
        ? preset == BehaviourRunOptions.PresetName
        : BehaviourRunOptions.Takes(parsed.GetValue<string?>("--data") ?? "");

    /// <summary>Throws if an option is given that behaviour alone has.</summary>
    /// <exception cref="UsageException">One is.</exception>
    public static void RequireNone(ParseResult parsed)
    {
        if (All.FirstOrDefault(parsed.IsGiven) is { } given)
        {
            throw new UsageException(
                $"{given.Name} is for {Kind}; expected --preset {BehaviourRunOptions.PresetName} beside it.");
        }
    }

    /// <summary>Throws if an option is given that has nothing to say of behaviour.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="taken">The names of those that have.</param>
    /// <exception cref="UsageException">One is.</exception>
    public static void RequireOnly(ParseResult parsed, params IReadOnlyList<string> taken)
    {
        if (parsed.CommandResult.Command.Options.FirstOrDefault(
            option => parsed.IsGiven(option) && !taken.Contains(option.Name)) is { } other)
        {
            throw new UsageException($"{other.Name} is not for behaviour; expected {string.Join(", ", taken)}.");
        }
    }

    /// <summary>The options of the run.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="others">The options that have nothing to do with what is computed.</param>
    /// <exception cref="UsageException">A value can't be used, or an option has nothing to say of
    /// behaviour.</exception>
    public static BehaviourRunOptions Read(ParseResult parsed, IEnumerable<Option> others)
    {
        BehaviourRunOptions options =
            GivenSettings.Read(parsed, BehaviourRunOptions.Settings, new BehaviourRunOptions(), Kind, others);
        Usage.Guard(options.Validate);
        return options;
    }
}
