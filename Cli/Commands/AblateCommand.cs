using System.Text;
using Scratch.Cli.Pages;

namespace Scratch.Cli.Commands;

/// <summary>
/// <c>scratch ablate</c>: what each ingredient of the mixture brings. What breaks it off, the same command continues.
/// </summary>
internal static class AblateCommand
{
    private static readonly Option<string?> Data = CommonOptions.Data("mnist by default.");

    private static readonly SettingOptions<AblationOptions> Settings = new(AblationOptions.Settings);

    private static readonly Option<string?> Out = new("--out")
    {
        Description = "The folder; runs/ablation-DATA by default. If it has the same ablation, unfinished, that goes "
            + "on.",
        HelpName = "DIR",
    };

    private static readonly Option<int?> Threads = CommonOptions.Threads();

    private static readonly Option<bool> Json = CommonOptions.Json();

    public static Command Create()
    {
        var command = new Command(
            "ablate", "What each ingredient of the mixture brings: equal updates, the same choice of rates, paired "
                + "seeds; with intervals.")
        {
            Data, Out, Threads, Json,
        };
        command.AddAll(Settings.All);
        command.SetAction(Execute);
        return command;
    }

    private static int Execute(ParseResult parsed)
    {
        CommonOptions.UseThreads(parsed.GetValue(Threads));
        AblationOptions options = Settings.Change(parsed, new());
        options = options with { Data = parsed.GetValue(Data) ?? options.Data };
        Usage.Guard(options.Validate);
        IDataSource source = CommonOptions.ParseData(options.Data);
        string target = parsed.GetValue(Out)
            ?? Path.Combine("runs",
            $"ablation-{Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(options.Data)))}");
        RunConfiguration configuration = Presets.Find(Presets.Names[0]);
        _ = options.CountOf(source.OpenTraining().Count, configuration.Validation); // before there is a folder
        var folder = new AblationFolder(target, options, configuration);
        TextWriter output = parsed.InvocationConfiguration.Output, error = parsed.InvocationConfiguration.Error;
        using var interruption = new Interruption();
        AblationReport report = interruption.Guard(
            () => TrainingProgress.Show(
                error,
                progress => new AblationStudy(configuration, options, folder, [progress], interruption.Token)
                    .Run(source)),
            () => $"the same command goes on with what is in {target}.");
        byte[] page = Encoding.UTF8.GetBytes(AblationPage.Render(report));
        AtomicFile.Write(Path.Combine(target, RunFolder.PageFile), stream => stream.Write(page));
        if (parsed.GetValue(Json))
        {
            output.WriteLine(JsonSerializer.Serialize(report, AblationJson.Default.AblationReport));
            error.WriteLine($"The ablation is in {target}.");
        }
        else
        {
            AblationTable.Write(output, report);
            output.WriteLine($"The ablation is in {target}; open {Path.Combine(target, RunFolder.PageFile)} in a "
                + "browser.");
        }
        return ExitCode.Done;
    }
}
