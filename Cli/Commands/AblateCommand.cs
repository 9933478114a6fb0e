using System.Text;
using Scratch.Cli.Pages;

namespace Scratch.Cli.Commands;

/// <summary>
/// <c>scratch ablate</c>: what each ingredient of the mixture brings. What breaks it off, the same command continues.
/// </summary>
internal static class AblateCommand
{
    private static readonly Option<string?> Data = CommonOptions.Data("mnist by default.");

    private static readonly Option<int?> Validation = Usage.Number<int>(
        "--validation N", "Training examples that are split off to choose rates by; 2000 by default.",
        NumberRange.FromOne);

    private static readonly SettingOptions<AblationOptions> Settings = new(AblationOptions.Settings);

    private static readonly Option<string?> Out = new("--out")
    {
        Description = "The folder; runs/ablation-DATA by default. If it has the same ablation, unfinished, that goes "
            + "on.",
        HelpName = "DIR",
    };

    private static readonly Option<int?> Threads = CommonOptions.Threads();

    private static readonly Option<bool> Json = CommonOptions.Json();

    public static Command Create() => new ToolCommand(
        "ablate", "What each ingredient of the mixture brings: equal updates, the same choice of rates, paired seeds; "
            + "with intervals.", Execute)
    {
        Groups = [new("Data", Data, Validation), new("Training", Settings.All), new("Output", Out, Json, Threads)],
        Examples =
        [
            "scratch ablate --epochs 3 --seeds 0,1 # A first look.",
            "scratch ablate --share 0.1 --validation 500 # From a tenth of the examples.",
            "scratch ablate --data fashion-mnist --out runs/fashion # Other data.",
        ],
    };

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
        configuration = configuration with { Validation = parsed.GetValue(Validation) ?? configuration.Validation };
        Dataset training = source.OpenTraining();
        _ = options.CountOf(training.Count, configuration.Validation); // before there is a folder
        AblationFolder folder = Outputs.Settle(
            Out, () => new AblationFolder(target, options, configuration, training.Digest()));
        TextWriter output = parsed.InvocationConfiguration.Output, error = parsed.InvocationConfiguration.Error;
        parsed.IfInterrupted(() => $"the same command goes on with what is in {target}.");
        AblationReport report = ProgressView.Show(
            error,
            "reading the data",
            progress => new AblationStudy(
                configuration, options, folder, [progress], progress, parsed.Cancellation()).Run(source));
        bool isJson = parsed.GetValue(Json);
        if (isJson)
        {
            output.WriteLine(JsonSerializer.Serialize(report, AblationJson.Default.AblationReport));
        }
        else
        {
            AblationTable.Write(output, report);
        }
        string page = Path.Combine(target, RunFolder.PageFile); // last: the figures are there whatever becomes of it
        AtomicFile.Write(page, stream => stream.Write(Encoding.UTF8.GetBytes(AblationPage.Render(report))));
        (isJson ? error : output).WriteLine($"The ablation is in {target}; open {page} in a browser.");
        return ExitCode.Done;
    }
}
