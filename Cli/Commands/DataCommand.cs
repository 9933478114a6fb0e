namespace Scratch.Cli.Commands;

/// <summary><c>scratch data</c>: what is done to data sets.</summary>
internal static class DataCommand
{
    public static Command Create()
    {
        var command = new ToolCommand("data", "Work on data sets.", execute: null)
        {
            Examples =
            [
                "scratch data clean mnist --out clean # What is wrong with a training set, and the set without it.",
                "scratch data augment mnist --augment rotation=10 # What an augmentation does.",
                "scratch help data clean # The options of one of them.",
            ],
        };
        command.Add(CleanCommand.Create());
        command.Add(AugmentCommand.Create());
        return command;
    }
}
