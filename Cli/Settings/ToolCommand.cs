namespace Scratch.Cli.Settings;

/// <summary>Options that the help shows together.</summary>
/// <param name="Title">What they are about.</param>
/// <param name="Options">The options.</param>
internal sealed record OptionGroup(string Title, params IEnumerable<Option> Options);

/// <summary>A command with what its help shows: its options in groups, the common ones, and examples.</summary>
internal sealed class ToolCommand : Command
{
    /// <summary>A command.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="description">What it does, in a sentence.</param>
    /// <param name="execute">Does it, and returns the exit code; null for a command that has others below it.</param>
    /// <param name="arguments">What it takes beside options.</param>
    public ToolCommand(
        string name, string description, Func<ParseResult, int>? execute, params IEnumerable<Argument> arguments)
        : base(name, description)
    {
        foreach (Argument argument in arguments)
        {
            Add(argument);
        }
        if (execute is not null)
        {
            SetAction(execute);
        }
    }

    /// <summary>The options.</summary>
    public IReadOnlyList<OptionGroup> Groups
    {
        get;
        init
        {
            field = value;
            foreach (Option option in value.SelectMany(group => group.Options))
            {
                Add(option);
            }
        }
    } = [];

    /// <summary>The options that <c>--help</c> shows; all of them if it is empty.</summary>
    public IReadOnlyList<string> Common { get; init; } = [];

    /// <summary>Command lines to begin with, each with what it does behind a <c>#</c>.</summary>
    public IReadOnlyList<string> Examples { get; init; } = [];
}
