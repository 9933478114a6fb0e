using System.CommandLine;
using System.Text.Json;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Runs;
using Scratch.Cli.Pages;
using Scratch.Cli.Progress;

namespace Scratch.Cli.Commands;

/// <summary><c>scratch train</c>: the four stages in order, and the run folder they leave.</summary>
internal static class TrainCommand
{
    private static readonly Option<string?> Out = new("--out")
    {
        Description = "The folder of the run; runs/PRESET-DATA-SEED by default.",
        HelpName = "RUN",
    };

    private static readonly Option<bool> Overwrite = new("--overwrite") { Description = "Replace an existing run." };

    private static readonly Option<int?> Threads = CommonOptions.Threads();

    private static readonly Option<bool> Json = CommonOptions.Json();

    public static Command Create()
    {
        var command = new Command("train", "Learn prompts, generate adversarial samples, train a classifier on the mixture, evaluate it.");
        foreach (Option option in TrainOptions.All.Concat([Out, Overwrite, Threads, Json]))
        {
            command.Add(option);
        }
        command.SetAction(Execute);
        return command;
    }

    private static int Execute(ParseResult parsed)
    {
        CommonOptions.UseThreads(parsed.GetValue(Threads));
        RunConfiguration configuration = TrainOptions.Read(parsed);
        DataSource source = CommonOptions.ParseData(configuration.Data);
        string data = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(configuration.Data)));
        string target = parsed.GetValue(Out) ?? Path.Combine("runs", $"{configuration.Preset}-{data}-{configuration.Seed}");
        string command = TrainOptions.CommandFor(parsed);
        TextWriter output = parsed.InvocationConfiguration.Output, error = parsed.InvocationConfiguration.Error;

        using var interruption = new Interruption();
        using var folder = new NewRunFolder(target, parsed.GetValue(Overwrite));
        RunResult result = TrainingProgress.Show(
            error,
            progress => Run.Execute(configuration, source, folder.FullPath, command, [progress], interruption.Token));
        File.WriteAllText(Path.Combine(folder.FullPath, RunFolder.PageFile), ReportPage.Render(result));
        folder.Commit();

        if (parsed.GetValue(Json))
        {
            output.WriteLine(JsonSerializer.Serialize(result.Report, RunJson.Default.Report));
            error.WriteLine($"The run is in {target}.");
        }
        else
        {
            ReportTables.Write(output, result.Report);
            output.WriteLine($"The run is in {target}; open {Path.Combine(target, RunFolder.PageFile)} in a browser.");
        }
        return ExitCode.Done;
    }
}
