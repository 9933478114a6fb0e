using System.Text;
using System.Text.Json;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Domains.Images;
using Scratch.Adversarial.Files;
using Scratch.Adversarial.Runs.Ablation;
using Scratch.Adversarial.Runs.Configuration;
using Scratch.Adversarial.Runs.Output;
using Scratch.Cli.Output;
using Scratch.Cli.Pages;
using Scratch.Cli.Progress;
using Scratch.Cli.Settings;

namespace Scratch.Cli.Commands;

/// <summary><c>scratch ablate</c>: what each ingredient of the mixture brings. What breaks it off, the same command continues.</summary>
internal static class AblateCommand
{
    private static readonly AblationOptions Defaults = new();

    private static readonly Option<string?> Data = CommonOptions.Data("mnist by default.");

    private static readonly Option<string?> Seeds = new("--seeds") { Description = "The seeds, two or more, with commas between; 0,1,2 by default.", HelpName = "N,N" };

    private static readonly Option<int?> Epochs = new("--epochs")
    {
        Description = $"Epochs of every classifier; {Defaults.Epochs} by default.",
        HelpName = "N",
    };

    private static readonly Option<string?> Rates = new("--rates")
    {
        Description = "The learning rates that every arm may choose from, with commas between; 0.001,0.003 by default.",
        HelpName = "X,X",
    };

    private static readonly Option<double?> Share = new("--share")
    {
        Description = "The share of the training examples that there is to learn and to choose from; 1 by default.",
        HelpName = "X",
    };

    private static readonly Option<string?> Out = new("--out")
    {
        Description = "The folder; runs/ablation-DATA by default. If it has the same ablation, unfinished, that goes on.",
        HelpName = "DIR",
    };

    private static readonly Option<int?> Threads = CommonOptions.Threads();

    private static readonly Option<bool> Json = CommonOptions.Json();

    public static Command Create()
    {
        var command = new Command(
            "ablate", "What each ingredient of the mixture brings: equal updates, the same choice of rates, paired seeds; with intervals.")
        {
            Data, Seeds, Epochs, Rates, Share, Out, Threads, Json,
        };
        command.SetAction(Execute);
        return command;
    }

    private static int Execute(ParseResult parsed)
    {
        CommonOptions.UseThreads(parsed.GetValue(Threads));
        AblationOptions options = Read(parsed);
        IDataSource source = CommonOptions.ParseData(options.Data);
        string target = parsed.GetValue(Out) ?? Path.Combine("runs", $"ablation-{Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(options.Data)))}");
        RunConfiguration configuration = Presets.Find(Presets.Names[0]);
        _ = options.CountOf(source.OpenTraining().Count, configuration.Validation); // before there is a folder
        var folder = new AblationFolder(target, options, configuration);
        TextWriter output = parsed.InvocationConfiguration.Output, error = parsed.InvocationConfiguration.Error;
        using var interruption = new Interruption();
        AblationReport report = interruption.Guard(
            () => TrainingProgress.Show(
                error,
                progress => new AblationStudy(configuration, options, folder, [progress], interruption.Token).Run(source)),
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
            output.WriteLine($"The ablation is in {target}; open {Path.Combine(target, RunFolder.PageFile)} in a browser.");
        }
        return ExitCode.Done;
    }

    /// <exception cref="UsageException">An option's value can't be used.</exception>
    private static AblationOptions Read(ParseResult parsed)
    {
        var options = new AblationOptions
        {
            Data = parsed.GetValue(Data) ?? Defaults.Data,
            Seeds = List<ulong>(parsed, Seeds) ?? Defaults.Seeds,
            Epochs = parsed.GetValue(Epochs) ?? Defaults.Epochs,
            Rates = List<float>(parsed, Rates) ?? Defaults.Rates,
            Share = parsed.GetValue(Share) ?? Defaults.Share,
        };
        try
        {
            options.Validate();
        }
        catch (ArgumentException error)
        {
            throw new UsageException(error.Message, error);
        }
        return options;
    }

    private static T[]? List<T>(ParseResult parsed, Option<string?> option)
        where T : IParsable<T> =>
        parsed.GetValue(option)?.Split(',').Select(part => T.TryParse(part, CultureInfo.InvariantCulture, out T? value)
            ? value
            : throw new UsageException($"{option.Name}: '{part}' is no number.")).ToArray();
}
