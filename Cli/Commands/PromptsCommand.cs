using System.CommandLine;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Files;
using Scratch.Adversarial.Generative;
using Scratch.Adversarial.Runs;

namespace Scratch.Cli.Commands;

/// <summary><c>scratch prompts</c>: the feature vectors of a data set.</summary>
internal static class PromptsCommand
{
    private static readonly Argument<string> RunArgument = CommonOptions.Run();

    private static readonly Option<string?> Data = CommonOptions.Data("The run's own by default.");

    private static readonly Option<bool> Test = new("--test") { Description = "Encode the test set rather than the training set." };

    private static readonly Option<string> Out = new("--out")
    {
        Description = "The file, with arrays mean (N, latent), deviation (N, latent) and label (N); prompts.npz by default.",
        HelpName = "F.npz",
        DefaultValueFactory = _ => "prompts.npz",
    };

    private static readonly Option<bool> Overwrite = new("--overwrite") { Description = "Replace an existing file." };

    private static readonly Option<int?> Threads = CommonOptions.Threads();

    public static Command Create()
    {
        var command = new Command("prompts", "The prompts (feature vectors) that a run's encoder gives the examples of a data set.")
        {
            RunArgument, Data, Test, Out, Overwrite, Threads,
        };
        command.SetAction(Execute);
        return command;
    }

    private static int Execute(ParseResult parsed)
    {
        CommonOptions.UseThreads(parsed.GetValue(Threads));
        string file = parsed.GetValue(Out)!;
        CommonOptions.RequireNew(file, parsed.GetValue(Overwrite));
        RunFolder run = RunFolder.Open(parsed.GetValue(RunArgument)!);
        PromptEncoder encoder = run.ReadEncoder();
        string text = parsed.GetValue(Data) ?? run.Configuration.Data;
        DataSource source = CommonOptions.ParseData(text);
        Dataset data = source.OpenTraining();
        data = parsed.GetValue(Test) ? source.OpenTest(data.Classes) : data;
        if (data.Inputs.Columns != encoder.Network.Inputs)
        {
            throw new InvalidDataException(
                $"{text}: the images have {data.Inputs.Columns} pixels, but the run's encoder takes {encoder.Network.Inputs}.");
        }
        PromptBank prompts = PromptBank.Encode(encoder, data);
        NpzFile.Write(
            file,
            new NpyArray("mean", prompts.Means),
            new NpyArray("deviation", prompts.Deviations),
            new NpyArray("label", prompts.Labels));
        parsed.InvocationConfiguration.Output.WriteLine($"{data.Count} prompts of {encoder.Latent} numbers are in {file}.");
        return ExitCode.Done;
    }
}
