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
        string all = string.Join('|', words);
        bool isLong = all.Length > LongestName;
        var option = new Option<T?>(name)
        {
            Description = isLong ? $"{description} One of {string.Join(", ", words)}." : description,
            HelpName = isLong ? "NAME" : all,
            CustomParser = result =>
            {
                string word = result.Tokens[0].Value;
                foreach ((string candidate, T value) in choices)
                {
                    if (candidate == word)
                    {
                        return value;
                    }
                }
                result.AddError($"{name} is '{word}'; expected {string.Join(" or ", words)}.");
                return null;
            },
        };
        option.CompletionSources.Add(words);
        return option;
    }

    /// <summary>An option that takes one of two words. (The parser doesn't give the word to an option whose value is a bool.)</summary>
    public static Option<Answer?> YesOrNo(string name, string description, string yes = "yes", string no = "no") =>
        Option(name, description, (yes, Answer.Yes), (no, Answer.No));

    /// <summary>Whether the answer is yes; null without one.</summary>
    public static bool? IsYes(this ParseResult parsed, Option<Answer?> option) => parsed.GetValue(option) is { } answer ? answer == Answer.Yes : null;
}
