using System.Numerics;

namespace Scratch.Cli.Settings;

/// <summary>Options of the command line, and what is wrong with them.</summary>
internal static class Usage
{
    private const int LongestName = 40; // more would push the descriptions of all other options to the right

    /// <summary>An option that takes a text.</summary>
    /// <param name="usage">Its name and the word for its value: <c>--count N</c>.</param>
    /// <param name="help">What it does.</param>
    /// <param name="refuse">What is wrong with a text, or null: "is 0; expected a whole number of at least 1".</param>
    /// <param name="words">The words that it takes, if they are few.</param>
    public static Option<string?> Text(
        string usage, string help, Func<string, string?> refuse, IReadOnlyList<string> words)
    {
        string[] parts = usage.Split(' ');
        bool isList = words.Count > 0 && parts[1] != "NAME", isLong = isList
            || string.Join('|', words).Length > LongestName;
        var option = new Option<string?>(parts[0])
        {
            Description = words.Count > 0 && isLong
                ? $"{help} {(isList ? "Some of" : "One of")} {string.Join(", ", words)}." : help,
            HelpName = words.Count > 0 && !isLong ? string.Join('|', words) : parts[1],
        };
        option.CompletionSources.Add([.. words]);
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && refuse(result.Tokens[0].Value) is { } problem)
            {
                result.AddError($"{parts[0]} {problem}.");
            }
        });
        return option;
    }

    /// <summary>An option that takes a number, or has none.</summary>
    public static Option<TNumber?> Number<TNumber>(string usage, string help, NumberRange range)
        where TNumber : struct, INumber<TNumber> => Optional(usage, help, new Numbers<TNumber>(range));

    /// <summary>An option that takes a value, or has none.</summary>
    public static Option<TValue?> Optional<TValue>(string usage, string help, Kind<TValue> kind)
        where TValue : struct =>
        Typed<TValue?>(Text(usage, help, kind.Refuse, kind.Words), text =>
            kind.TryRead(text, out TValue value) ? value : null);

    /// <summary>An option that takes several values, with commas between, or has none.</summary>
    public static Option<IReadOnlyList<TValue>?> Several<TValue>(string usage, string help, Kind<TValue> one)
    {
        var kind = new Lists<TValue>(one);
        return Typed(Text(usage, help, kind.Refuse, kind.Words), text =>
            kind.TryRead(text, out IReadOnlyList<TValue>? values) ? values : null);
    }

    /// <summary>A word as a shell takes it: in quotes if it has more than letters, digits and a few signs.</summary>
    public static string Quote(string word) => word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c)
        || "@%+=:,./_-".Contains(c, StringComparison.Ordinal))
        ? word : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    /// <summary>Whether the command line has the option.</summary>
    public static bool IsGiven(this ParseResult parsed, Option option) =>
        parsed.GetResult(option) is { Implicit: false };

    /// <summary>The result of an action.</summary>
    /// <exception cref="UsageException">The action refuses what it was given.</exception>
    public static T Guard<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (ArgumentException error)
        {
            throw new UsageException(error.Message, error);
        }
    }

    /// <summary>Runs an action that refuses what it can't use.</summary>
    /// <exception cref="UsageException">The action refuses what it was given.</exception>
    public static void Guard(Action action) => Guard(() =>
    {
        action();
        return true;
    });

    private static Option<TValue> Typed<TValue>(Option<string?> text, Func<string, TValue> read)
    {
        var option = new Option<TValue>(
            text.Name)
        {
            Description = text.Description,
            HelpName = text.HelpName,
            CustomParser = result =>
            read(result.Tokens[0].Value)
        };
        option.Validators.AddRange(text.Validators);
        option.CompletionSources.AddRange(text.CompletionSources);
        return option;
    }
}
