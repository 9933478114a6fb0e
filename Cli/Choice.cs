using System.CommandLine;

namespace Scratch.Cli;

/// <summary>Options that take one of a few words, each of which stands for a value.</summary>
internal static class Choice
{
    public static Option<T?> Option<T>(string name, string description, params (string Word, T Value)[] choices)
        where T : struct
    {
        string[] words = [.. choices.Select(choice => choice.Word)];
        var option = new Option<T?>(name)
        {
            Description = description,
            HelpName = string.Join('|', words),
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
}
