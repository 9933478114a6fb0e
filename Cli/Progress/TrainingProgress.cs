using Spectre.Console;

namespace Scratch.Cli.Progress;

/// <summary>Shows how far a run is: bars on a terminal, a line for every epoch elsewhere.</summary>
internal static class TrainingProgress
{
    public static T Show<T>(TextWriter writer, Func<TrainingCallback, T> run)
    {
        if (!IsTerminal(writer))
        {
            return run(new ProgressLines(writer));
        }
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) });
        return console.Progress()
            .Columns(
                new TaskDescriptionColumn { Alignment = Justify.Left },
                new ProgressBarColumn(),
                new PercentageColumn(),
                new RemainingTimeColumn())
            .Start(context => run(new ProgressBars(console, context)));
    }

    /// <summary>Whether bars can be drawn there.</summary>
    public static bool IsTerminal(TextWriter writer) =>
        ReferenceEquals(writer, Console.Error) && !Console.IsErrorRedirected;

    /// <summary>One figure for people: short, whatever its size.</summary>
    public static string Figure(double value) =>
        value.ToString(Math.Abs(value) < 100 ? "0.000" : "0.0", System.Globalization.CultureInfo.InvariantCulture);
}
