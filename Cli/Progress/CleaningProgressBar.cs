using Spectre.Console;

namespace Scratch.Cli.Progress;

/// <summary>
/// Shows how far a cleaning is: a bar for every check on a terminal, a line for every finished one elsewhere.
/// </summary>
internal static class CleaningProgressBar
{
    public static T Show<T>(TextWriter writer, Func<IProgress<CleaningProgress>, T> run)
    {
        if (!TrainingProgress.IsTerminal(writer))
        {
            return run(new Told(progress =>
            {
                if (progress.Share >= 1)
                {
                    writer.WriteLine($"pass {progress.Pass}: {progress.Check} checked");
                }
            }));
        }
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) });
        return console.Progress()
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(),
                new PercentageColumn(), new RemainingTimeColumn())
            .Start(context =>
            {
                var tasks = new Dictionary<(int, string), ProgressTask>();
                return run(new Told(progress =>
                {
                    if (!tasks.TryGetValue((progress.Pass, progress.Check), out ProgressTask? task))
                    {
                        tasks[(progress.Pass, progress.Check)] = task =
                            context.AddTask($"pass {progress.Pass}: {progress.Check}", maxValue: 1);
                    }
                    task.Value = progress.Share;
                }));
            });
    }

    /// <summary>Calls at once, on the thread that reports, unlike <see cref="Progress{T}"/>.</summary>
    private sealed class Told(Action<CleaningProgress> action) : IProgress<CleaningProgress>
    {
        public void Report(CleaningProgress value) => action(value);
    }
}
