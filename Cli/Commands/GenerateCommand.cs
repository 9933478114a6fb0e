using System.Text;
using Scratch.Adversarial.Domains.Tables;
using Scratch.Cli.Pages;
using Scratch.Layers;

namespace Scratch.Cli.Commands;

/// <summary><c>scratch generate</c>: new samples of a finished run's generator, as a picture and as arrays.</summary>
internal static class GenerateCommand
{
    private const int Zoom = 2;

    private static readonly Argument<string> RunArgument = CommonOptions.Run();

    private static readonly Option<string> Out = new("--out")
    {
        Description = "The picture; samples.png by default.",
        HelpName = "F.png",
        DefaultValueFactory = _ => "samples.png",
    };

    private static readonly Option<string?> Save = new("--save")
    {
        Description = "Also save arrays: sample (N, pixels), prompt (N, latent), and label (N) where every sample is "
            + "of one class.",
        HelpName = "F.npz",
    };

    private static readonly Option<bool> Overwrite = new("--overwrite") { Description = "Replace existing files." };

    private static readonly Option<int?> Threads = CommonOptions.Threads();

    public static Command Create()
    {
        var command = new Command(
            "generate", "New samples of a run's generator, as a grid in one picture.") { RunArgument, Out, Save,
            Overwrite, Threads };
        command.AddAll(GenerateOptions.All);
        command.SetAction(Execute);
        return command;
    }

    private static int Execute(ParseResult parsed)
    {
        CommonOptions.UseThreads(parsed.GetValue(Threads));
        GenerateOptions.Check(parsed);
        string file = parsed.GetValue(Out)!;
        string? arrays = parsed.GetValue(Save);
        CommonOptions.RequireNew(file, parsed.GetValue(Overwrite));
        if (arrays is not null)
        {
            CommonOptions.RequireNew(arrays, parsed.GetValue(Overwrite));
        }
        RunFolder run = RunFolder.Open(parsed.GetValue(RunArgument)!);
        (Network generator, GeneratedPrompts prompts) = GenerateOptions.Draw(parsed, run);
        if (run.ReadTable() is { } table)
        {
            WriteRows(parsed, table, generator.Predict(prompts.Values), parsed.GetResult(Out) is { Implicit: false }
                ? file : null);
            return ExitCode.Done;
        }
        int side = (int)Math.Sqrt(generator.Outputs);
        if (side * side != generator.Outputs)
        {
            throw new InvalidDataException(
                $"The generator has {generator.Outputs} outputs; expected a square picture.");
        }
        Matrix samples = generator.Predict(prompts.Values);
        byte[] picture = Picture.Grid(samples, side, side, prompts.Columns, Zoom);
        AtomicFile.Write(file, stream => stream.Write(picture));
        TextWriter output = parsed.InvocationConfiguration.Output;
        output.WriteLine($"{samples.Rows} samples are in {file}.");
        if (arrays is not null)
        {
            NpyArray[] both = [new("sample", samples), new("prompt", prompts.Values)];
            NpzFile.Write(arrays, prompts.Labels is { } labels ? both.Append(new NpyArray("label", labels)) : both);
            output.WriteLine($"They and their prompts are in {arrays}.");
        }
        return ExitCode.Done;
    }

    /// <summary>Samples of a table as rows with a header: to a file, or to the terminal.</summary>
    private static void WriteRows(ParseResult parsed, TableSchema table, Matrix samples, string? file)
    {
        IEnumerable<string> lines = Enumerable.Range(0, samples.Rows)
            .Select(row => string.Join(',', table.Columns.Select((_, c) => Quote(table.Decode(c, samples.Row(row))))))
            .Prepend(string.Join(',', table.Columns.Select(column => Quote(column.Name))));
        byte[] text = Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n")));
        if (file is null)
        {
            parsed.InvocationConfiguration.Output.Write(Encoding.UTF8.GetString(text));
            return;
        }
        AtomicFile.Write(file, stream => stream.Write(text));
        parsed.InvocationConfiguration.Output.WriteLine($"{samples.Rows} rows are in {file}.");

        static string Quote(string value) => value.AsSpan().ContainsAny("\",\n\r")
            ? $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : value;
    }
}
