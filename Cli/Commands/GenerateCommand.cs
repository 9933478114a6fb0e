using System.CommandLine;
using Scratch.Adversarial.Files;
using Scratch.Adversarial.Generative;
using Scratch.Adversarial.Runs;
using Scratch.Cli.Pages;
using Scratch.Engine;
using Scratch.Layers;

namespace Scratch.Cli.Commands;

/// <summary><c>scratch generate</c>: new samples of a finished run's generator, as a picture.</summary>
internal static class GenerateCommand
{
    private const int MostSamples = 10_000;
    private const int Zoom = 2;

    private static readonly Argument<string> RunArgument = CommonOptions.Run();

    private static readonly Option<int> Count = new("--count")
    {
        Description = "How many samples; 100 by default.",
        HelpName = "N",
        DefaultValueFactory = _ => 100,
    };

    private static readonly Option<string> Out = new("--out")
    {
        Description = "The picture; samples.png by default.",
        HelpName = "F.png",
        DefaultValueFactory = _ => "samples.png",
    };

    private static readonly Option<bool> Overwrite = new("--overwrite") { Description = "Replace an existing picture." };

    private static readonly Option<ulong> Seed = CommonOptions.Seed();

    private static readonly Option<int?> Threads = CommonOptions.Threads();

    public static Command Create()
    {
        var command = new Command("generate", "New samples of a run's generator, as a grid in one picture.")
        {
            RunArgument, Count, Out, Overwrite, Seed, Threads,
        };
        command.SetAction(Execute);
        return command;
    }

    private static int Execute(ParseResult parsed)
    {
        CommonOptions.UseThreads(parsed.GetValue(Threads));
        int count = parsed.GetValue(Count);
        if (count is < 1 or > MostSamples)
        {
            throw new UsageException($"--count is {count}; expected 1 to {MostSamples}.");
        }
        string file = parsed.GetValue(Out)!;
        CommonOptions.RequireNew(file, parsed.GetValue(Overwrite));
        (Network generator, PromptPrior prior) = RunFolder.Open(parsed.GetValue(RunArgument)!).ReadGenerator();
        int side = (int)Math.Sqrt(generator.Outputs);
        if (side * side != generator.Outputs)
        {
            throw new InvalidDataException($"The generator has {generator.Outputs} outputs; expected a square picture.");
        }
        Matrix samples = Gallery.Sample(generator, prior, count, new RandomStream(parsed.GetValue(Seed)));
        int columns = (int)Math.Ceiling(Math.Sqrt(count));
        byte[] picture = Picture.Grid(samples, side, side, columns, Zoom);
        AtomicFile.Write(file, stream => stream.Write(picture));
        parsed.InvocationConfiguration.Output.WriteLine($"{count} samples are in {file}.");
        return ExitCode.Done;
    }
}
