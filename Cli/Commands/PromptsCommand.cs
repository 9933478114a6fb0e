using Scratch.Adversarial.Runs.Speech;

namespace Scratch.Cli.Commands;

/// <summary><c>scratch prompts</c>: the feature vectors of a data set.</summary>
internal static class PromptsCommand
{
    private static readonly Argument<string> RunArgument = CommonOptions.Run();

    private static readonly Option<string?> Data = CommonOptions.Data("The run's own by default.");

    private static readonly Option<bool> Test =
        new("--test") { Description = "Encode the test set rather than the training set." };

    private static readonly Option<string> Out = new("--out")
    {
        Description = "The file, .npz or .safetensors, with mean (N, latent), deviation (N, latent) and label (N); "
            + "prompts.npz by default.",
        HelpName = "FILE",
        DefaultValueFactory = _ => "prompts.npz",
    };

    private static readonly Option<bool> Overwrite = new("--overwrite") { Description = "Replace an existing file." };

    private static readonly Option<int?> Threads = CommonOptions.Threads();

    public static Command Create() => new ToolCommand(
        "prompts", "The prompts (feature vectors) that a run's encoder gives the examples of a data set.", Execute,
        RunArgument)
    {
        Groups = [new("Data", Data, Test), new("Output", Out, Overwrite, Threads)],
        Examples =
        [
            "scratch prompts runs/default-mnist-0 # Those of the training set, in prompts.npz.",
            "scratch prompts runs/default-mnist-0 --test --out test.npz # Those of the test set.",
            "scratch prompts runs/default-mnist-0 --data digits/ --out digits.safetensors # Those of other data.",
        ],
    };

    private static int Execute(ParseResult parsed)
    {
        CommonOptions.UseThreads(parsed.GetValue(Threads));
        string file = parsed.GetValue(Out)!;
        OutputFile output = Outputs.Settle(Out, file, parsed.GetValue(Overwrite), ".npz", ".safetensors");
        RunFolder run = CommonOptions.OpenRun(parsed.GetValue(RunArgument)!);
        PromptEncoder encoder = run.ReadEncoder();
        string text = parsed.GetValue(Data) ?? run.Configuration.Data;
        IDataSource source = CommonOptions.OpenData(run, parsed.GetValue(Data));
        Dataset data = source.OpenTraining();
        data = parsed.GetValue(Test) ? source.OpenTest(data.Classes) : data;
        data = SpeechRun.Is(run) ? SpeechRun.From(run).CreateFrontEnd().Apply(data) : data;
        int others = encoder.Network.Inputs - data.Inputs.Columns;
        if (others != 0 && others != data.Classes) // a conditional encoder takes the class as well
        {
            throw new InvalidDataException(
                $"{text}: the examples have {data.Inputs.Columns} features, but the run's encoder takes "
                    + $"{encoder.Network.Inputs}.");
        }
        PromptBank prompts = ProgressView.Show(
            parsed.InvocationConfiguration.Error, "prompts", progress => PromptBank.Encode(
                encoder, data, progress.Part("prompts", 0, 1)));
        PromptFile.Write(output.FullPath, prompts);
        parsed.InvocationConfiguration.Output.WriteLine(
            $"{data.Count} prompts of {prompts.Latent} numbers are in {file}.");
        return ExitCode.Done;
    }
}
