namespace Scratch.Cli.Commands;

/// <summary><c>scratch data</c>: what is done to data sets.</summary>
internal static class DataCommand
{
    public static Command Create() =>
        new("data", "Work on data sets.") { CleanCommand.Create(), AugmentCommand.Create() };
}
