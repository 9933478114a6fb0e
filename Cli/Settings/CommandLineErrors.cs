namespace Scratch.Cli.Settings;

/// <summary>What is wrong with a command line before any command looks at it, in one line.</summary>
internal static class CommandLineErrors
{
    private const int LongestTerm = 3; // letters to a mistake that is still taken for a slip of the fingers

    /// <summary>The first thing that is wrong, or null.</summary>
    public static string? Find(ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;
        IEnumerable<(Symbol Symbol, string Value)> values = parsed.CommandResult.Children.SelectMany(
            result => result.Tokens.Select(token => (result switch
            {
                System.CommandLine.Parsing.OptionResult { Option: var option } => (Symbol)option,
                System.CommandLine.Parsing.ArgumentResult { Argument: var argument } => argument,
                _ => command,
            }, token.Value)));
        foreach ((Symbol symbol, string value) in values)
        {
            if (string.IsNullOrWhiteSpace(value))
            {
                return $"{symbol.Name} is '{value}'; expected {(symbol as Option)?.HelpName ?? "something"}.";
            }
            if (value.StartsWith("--", StringComparison.Ordinal))
            {
                return NoOption(command, value);
            }
        }
        if (parsed.UnmatchedTokens is [var token, ..])
        {
            return token.StartsWith('-') ? NoOption(command, token)
                : command.Subcommands.Count > 0 ? NoCommand(command, token)
                : $"{Name(command)} takes no argument '{token}'{(command.Arguments.Count > 0 ? " more" : "")}.";
        }
        return parsed.Errors.Select(Describe).FirstOrDefault();
    }

    /// <summary>The candidate that was probably meant, or null: few letters differ, or it begins so.</summary>
    public static string? Suggest(string word, IEnumerable<string> candidates)
    {
        string nearest = candidates.DefaultIfEmpty("").MinBy(candidate => Distance(word, candidate))!;
        string bare = word.TrimStart('-');
        return Distance(word, nearest) <= Math.Max(1, bare.Length / LongestTerm) ? nearest
            : bare.Length >= LongestTerm
                ? candidates.FirstOrDefault(candidate => candidate.StartsWith(word, StringComparison.Ordinal)) : null;
    }

    private static string NoOption(Command command, string token)
    {
        string name = token.Split('=', ':')[0];
        return $"{Name(command)} has no option '{name}'."
            + Question(Suggest(name, command.Options.SelectMany(option => option.Aliases.Prepend(option.Name))
                .Append("--help").Append("--help-all")));
    }

    private static string NoCommand(Command command, string token)
    {
        var names = command.Subcommands.Select(sub => (sub.Name, Words: sub.Name))
            .Concat(command.Subcommands.SelectMany(
                sub => sub.Subcommands.Select(below => (below.Name, Words: $"{sub.Name} {below.Name}"))))
            .ToDictionary(pair => pair.Name, pair => pair.Words);
        return $"there is no command '{token}'."
            + Question(Suggest(token, names.Keys) is { } meant ? names[meant] : null);
    }

    private static string Question(string? meant) => meant is null ? "" : $" Did you mean '{meant}'?";

    private static string Describe(System.CommandLine.Parsing.ParseError error) => error.SymbolResult switch
    {
        System.CommandLine.Parsing.OptionResult { Option: Option<bool> option, Tokens: [var token, ..] } =>
            $"{option.Name} is '{token.Value}'; expected nothing behind it.",
        _ => error.Message,
    };

    private static string Name(Command command) => string.Join(' ', HelpPage.Path(command));

    /// <summary>
    /// How many letters have to be changed, added, left out or exchanged with their neighbour to make one word of the
    /// other. Damerau 1964, "A technique for computer detection and correction of spelling errors".
    /// </summary>
    private static int Distance(string one, string other)
    {
        int[,] steps = new int[one.Length + 1, other.Length + 1];
        for (int i = 0; i <= one.Length; i++)
        {
            for (int j = 0; j <= other.Length; j++)
            {
                steps[i, j] = i == 0 || j == 0 ? i + j : Math.Min(
                    Math.Min(steps[i - 1, j], steps[i, j - 1]) + 1,
                    steps[i - 1, j - 1] + (one[i - 1] == other[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1])
                {
                    steps[i, j] = Math.Min(steps[i, j], steps[i - 2, j - 2] + 1);
                }
            }
        }
        return steps[one.Length, other.Length];
    }
}
