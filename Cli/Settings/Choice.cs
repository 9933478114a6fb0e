using System.CommandLine.Parsing;

namespace Scratch.Cli.Settings;

/// <summary>What an option with two words says.</summary>
internal enum Answer
{
    /// <summary>The second word.</summary>
    No,

    /// <summary>The first word.</summary>
    Yes,
}

/// <summary>Options that take one of a few words, each of which stands for a value.</summary>
internal static class Choice
{
    private const int LongestName = 40; // more would push the descriptions of all other options to the right

    public static Option<T?> Option<T>(string name, string description, params (string Word, T Value)[] choices)
        where T : struct
    {
        string[] words = [.. choices.Select(choice => choice.Word)];
        return Describe(
            new Option<T?>(name)
            {
                CustomParser = result => IndexOf(result, name, words) is { } index ? choices[index].Value : null,
            },
            description,
            words);
    }

    /// <summary>An option whose value is the word itself.</summary>
    public static Option<string?> Option(string name, string description, IReadOnlyList<string> words) => Describe(
        new Option<string?>(name)
        {
            CustomParser = result => IndexOf(result, name, words) is { } index ? words[index] : null,
        },
        description,
        words);

    /// <summary>An option that takes one of two words. (The parser doesn't give the word to an option whose value is a bool.)</summary>
    public static Option<Answer?> YesOrNo(string name, string description, string yes = "yes", string no = "no") =>
        Option(name, description, (yes, Answer.Yes), (no, Answer.No));

    /// <summary>Whether the answer is yes; null without one.</summary>
    public static bool? IsYes(this ParseResult parsed, Option<Answer?> option) => parsed.GetValue(option) is { } answer ? answer == Answer.Yes : null;

    private static Option<T> Describe<T>(Option<T> option, string description, IReadOnlyList<string> words)
    {
        string all = string.Join('|', words);
        bool isLong = all.Length > LongestName;
        option.Description = isLong ? $"{description} One of {string.Join(", ", words)}." : description;
        option.HelpName = isLong ? "NAME" : all;
        option.CompletionSources.Add([.. words]);
        return option;
    }

    private static int? IndexOf(ArgumentResult result, string name, IReadOnlyList<string> words)
    {
        string word = result.Tokens[0].Value;
        for (int index = 0; index < words.Count; index++)
        {
            if (words[index] == word)
            {
                return index;
            }
        }
        result.AddError($"{name} is '{word}'; expected {string.Join(" or ", words)}.");
        return null;
    }
}
