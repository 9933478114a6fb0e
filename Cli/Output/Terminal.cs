using Spectre.Console;

namespace Scratch.Cli.Output;

/// <summary>Spectre's console on one of the tool's streams.</summary>
internal static class Terminal
{
    public static IAnsiConsole For(TextWriter writer)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) });
        console.Profile.Width = Math.Max(console.Profile.Width, 100); // pipes have no width of their own
        return console;
    }
}
