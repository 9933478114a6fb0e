using System.CommandLine;
using Scratch.Adversarial.Domains.Images;

namespace Scratch.Benchmarks;

/// <summary>Options that several commands share.</summary>
internal static class BenchmarkOptions
{
    /// <summary>A whole number of at least <paramref name="least"/>.</summary>
    public static Option<int> Count(
        string name, string description, int fallback, int least = 1, int most = int.MaxValue)
    {
        var option = new Option<int>(
            name)
        { Description = description, DefaultValueFactory = _ => fallback, HelpName = "N" };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out int count)
                && (count < least || count > most))
            {
                result.AddError($"{name} is {count}; expected "
                    + $"{(most == int.MaxValue ? $"at least {least}" : $"{least} to {most}")}.");
            }
        });
        return option;
    }

    /// <summary>Where pictures go; it exists.</summary>
    public static Option<DirectoryInfo> Folder() => new Option<DirectoryInfo>("--out")
    {
        Description = "The folder for the picture.",
        DefaultValueFactory = _ => new DirectoryInfo("."),
        HelpName = "FOLDER",
    }.AcceptExistingOnly();

    /// <summary>A data set; the embedded digits by default.</summary>
    public static Option<ImageSource> Data(string name = "--data") => new(name)
    {
        Description = "mnist (embedded), fashion-mnist, or a folder of IDX files.",
        HelpName = "DATA",
        DefaultValueFactory = _ => ImageSource.Parse("mnist"),
        CustomParser = result =>
        {
            try
            {
                return ImageSource.Parse(result.Tokens[0].Value);
            }
            catch (Exception error) when (error is ArgumentException or IOException)
            {
                result.AddError(error.Message);
                return null;
            }
        },
    };

    /// <summary>A command that is done when its action returns.</summary>
    public static Command Command(
        string name, string description, IEnumerable<Option> options, Action<ParseResult> action)
    {
        var command = new Command(name, description);
        foreach (Option option in options)
        {
            command.Options.Add(option);
        }
        command.SetAction(action);
        return command;
    }
}
