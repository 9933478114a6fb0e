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

    private static readonly Option<Shard?> OfShard = Usage.Optional(
        "--shard I/N",
        "Train only the Ith of N shares of the classifiers, into a folder of their own; 'scratch merge' joins them.",
        new ShardKind());

    private static readonly Option<int?> Threads = CommonOptions.Threads();

    private static readonly Option<bool> Json = CommonOptions.Json();

    public static Command Create() => new ToolCommand(
        "ablate", "What each ingredient of the mixture brings: equal updates, the same choice of rates, paired seeds; "
            + "with intervals.", Execute)
    {
        Groups =
        [
            new("Data", Data, Validation), new("Training", Settings.All), new("Output", Out, OfShard, Json, Threads),
        ],
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
        Shard? shard = parsed.GetValue(OfShard);
        string ofShard = shard is { } share
            ? string.Create(CultureInfo.InvariantCulture, $"-shard-{share.Number}-of-{share.Count}") : "";
        string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(options.Data)));
        string target = parsed.GetValue(Out) ?? Path.Combine("runs", $"ablation-{name}{ofShard}");
        RunConfiguration configuration = Presets.Find(Presets.Names[0]);
        configuration = configuration with { Validation = parsed.GetValue(Validation) ?? configuration.Validation };
        Dataset training = source.OpenTraining();
        _ = options.CountOf(training.Count, configuration.Validation); // before there is a folder
        AblationFolder folder = Outputs.Settle(
            Out, () => new AblationFolder(target, options, configuration, training.Digest(), shard));
        parsed.IfInterrupted(() => $"the same command goes on with what is in {target}.");
        return shard is null
            ? Finish(parsed, target, parsed.GetValue(Json), progress => Study(progress).Run(source))
            : Train(parsed, shard.Value, target, progress => Study(progress).Train(source, shard.Value));

        AblationStudy Study(ProgressView progress) =>
            new(configuration, options, folder, [progress], progress, parsed.Cancellation());
    }

    private static int Train(ParseResult parsed, Shard shard, string target, Action<ProgressView> train)
    {
        ProgressView.Show(parsed.InvocationConfiguration.Error, "reading the data", progress =>
        {
            train(progress);
            return true;
        });
        parsed.InvocationConfiguration.Error.WriteLine(
            $"Shard {shard} is in {target}; 'scratch merge' joins it with the others.");
        return ExitCode.Done;
    }

    /// <summary>Runs an ablation to its end, prints what it came to, and writes its page.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="target">The ablation's folder.</param>
    /// <param name="isJson">Whether the report is printed as JSON.</param>
    /// <param name="run">The ablation.</param>
    public static int Finish(
        ParseResult parsed, string target, bool isJson, Func<ProgressView, AblationReport> run)
    {
        TextWriter output = parsed.InvocationConfiguration.Output, error = parsed.InvocationConfiguration.Error;
        AblationReport report = ProgressView.Show(error, "reading the data", run);
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
