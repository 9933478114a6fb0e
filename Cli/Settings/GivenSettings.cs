using System.CommandLine.Parsing;

namespace Scratch.Cli.Settings;

/// <summary>The options of runs that have a record of their own, read from the command line of <c>train</c>.</summary>
internal static class GivenSettings
{
    /// <summary>Options as the command line changes them.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="settings">The settings that such a run has.</param>
    /// <param name="options">What they are unless told otherwise.</param>
    /// <param name="kind">What the run is about: texts.</param>
    /// <param name="others">The options that have nothing to do with what is computed.</param>
    /// <exception cref="UsageException">A value can't be used, or an option has nothing to say of such a
    /// run.</exception>
    public static T Read<T>(
        ParseResult parsed, IReadOnlyList<Setting<T>> settings, T options, string kind, IEnumerable<Option> others)
        where T : class
    {
        string[] ignored = [.. others.Select(option => option.Name)];
        foreach (OptionResult result in parsed.CommandResult.Children.OfType<OptionResult>()
            .Where(result => !result.Implicit && !ignored.Contains(result.Option.Name)))
        {
            Setting<T> setting = settings.FirstOrDefault(setting => setting.Flag == result.Option.Name)
                ?? throw new UsageException($"{result.Option.Name} is not for {kind}; a run on them takes "
                    + $"{string.Join(", ", settings.Select(setting => setting.Flag))}.");
            string text = setting.IsSwitch ? "" : result.Tokens[0].Value;
            options = setting.RefuseText(text) is { } problem ? throw new UsageException($"{setting.Flag} {problem}.")
                : Usage.Guard(() => setting.Set(options, text));
        }
        return options;
    }
}
