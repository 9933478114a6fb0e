using System.Text;
using Scratch.Adversarial.Domains.Tables;
using Scratch.Adversarial.Runs.Speech;
using Scratch.Cli.Behaviour;
using Scratch.Cli.Pages;
using Scratch.Cli.Sounds;
using Scratch.Layers;

namespace Scratch.Cli.Commands;

/// <summary><c>scratch generate</c>: new samples of a finished run's generator, as a picture and as arrays.</summary>
internal static class GenerateCommand
{
    private const int SamplesAtOnce = 2000;

    private static readonly Argument<string> RunArgument = CommonOptions.Run();

    private static readonly Option<string> Out = new("--out")
    {
        Description = "The picture; samples.png by default. Of a table rows .csv; of sounds also .wav, in which they "
            + "follow one another; of behaviour users .csv.",
        HelpName = "F.png",
        DefaultValueFactory = _ => "samples.png",
    };

    private static readonly Option<string?> Save = new("--save")
    {
        Description = "Also save arrays: sample (N, features), prompt (N, latent), and label (N) where every sample is "
            + "of one class.",
        HelpName = "F.npz",
    };

    private static readonly Option<string?> Data = CommonOptions.Data(
        "Where the form of the images is taken from; the run has kept it.");

    private static readonly Option<bool> Overwrite = new("--overwrite") { Description = "Replace existing files." };

    private static readonly Option<bool> Json = new("--json")
    {
        Description = "Of behaviour: print how like real users the generated ones are as one JSON document.",
    };

    private static readonly Option<int?> Threads = CommonOptions.Threads();

    public static Command Create() => new ToolCommand(
        "generate", "New samples of a run's generator, as a grid in one picture.", Execute, RunArgument)
    {
        Groups =
        [
            new("Data", Data), new("Prompts", GenerateOptions.All), new("Output", Out, Save, Overwrite, Json, Threads),
        ],
        Examples =
        [
            "scratch generate runs/default-mnist-0 # A hundred samples, in samples.png.",
            "scratch generate runs/default-mnist-0 --grid --out classes.png # A row for each class.",
            "scratch generate runs/recommend-debian-0 --count 1000 --out users.csv # Users like the real ones.",
        ],
    };

    private static int Execute(ParseResult parsed)
    {
        CommonOptions.UseThreads(parsed.GetValue(Threads));
        if (BehaviourEvaluating.IsAsked(parsed.GetValue(RunArgument)))
        {
            return BehaviourGenerating.Execute(parsed, parsed.GetValue(RunArgument)!, Out, Json);
        }
        if (parsed.IsGiven(Json))
        {
            throw new UsageException(
                $"{Json.Name} is for behaviour; expected a run of 'scratch train --preset recommend'.");
        }
        GenerateOptions.Check(parsed);
        bool overwrite = parsed.GetValue(Overwrite);
        OutputFile? arrays = parsed.GetValue(Save) is { } saved ? Outputs.Settle(Save, saved, overwrite, ".npz") : null;
        RunFolder run = CommonOptions.OpenRun(parsed.GetValue(RunArgument)!);
        TableSchema? table = run.ReadTable();
        SpeechRun? words = SpeechRun.Is(run) ? SpeechRun.From(run) : null;
        string path = parsed.GetValue(Out)!;
        OutputFile? file = table is not null && !parsed.IsGiven(Out) ? null // rows go to the terminal
            : Outputs.Settle(Out, path, overwrite,
                table is not null ? [".csv"] : words is not null ? GeneratedWords.Endings : [".png"]);
        (Network generator, GeneratedPrompts prompts) = GenerateOptions.Draw(parsed, run);
        Matrix samples = Sample(parsed, generator, prompts.Values);
        TextWriter output = parsed.InvocationConfiguration.Output;
        byte[] content = words is not null ? GeneratedWords.Write(words, samples, prompts, path)
            : table is null ? Draw(samples, FormOf(run, parsed.GetValue(Data), samples.Columns), prompts)
            : WriteRows(table, samples);
        if (file is null)
        {
            output.Write(Encoding.UTF8.GetString(content));
        }
        else
        {
            file.Write(content);
            output.WriteLine($"{samples.Rows} {(table is null ? "samples" : "rows")} are in {path}.");
        }
        if (arrays is not null)
        {
            NpyArray[] both = [new("sample", samples), new("prompt", prompts.Values)];
            NpzFile.Write(
                arrays.FullPath, prompts.Labels is { } labels ? both.Append(new NpyArray("label", labels)) : both);
            (file is null ? parsed.InvocationConfiguration.Error : output).WriteLine(
                $"They and their prompts are in {parsed.GetValue(Save)}.");
        }
        return ExitCode.Done;
    }

    private static Matrix Sample(ParseResult parsed, Network generator, Matrix prompts) => ProgressView.Show(
        parsed.InvocationConfiguration.Error,
        "samples",
        progress => Batches.Forward(
            generator.PredictOutputs, generator.Outputs, prompts, SamplesAtOnce, progress.Part("samples", 0, 1)));

    private static byte[] Draw(Matrix samples, (int Height, int Width) form, GeneratedPrompts prompts) =>
        Picture.Grid(samples, form.Height, form.Width, prompts.Columns, Picture.Zoom(form.Height, form.Width),
            prompts.Left, prompts.Right);

    /// <summary>The height and width of the run's images, as it has kept them, or as its data have them.</summary>
    private static (int Height, int Width) FormOf(RunFolder run, string? data, int pixels)
    {
        if (data is null && run.ReadForm() is { Height: { } height, Width: { } width })
        {
            return (height, width);
        }
        return CommonOptions.OpenData(run, data).OpenTraining().Domain is ImageDomain images
            && images.Features == pixels
            ? (images.Height, images.Width)
            : throw new InvalidDataException(
                $"{data ?? run.Configuration.Data}: it has no images of {pixels} pixels, which the run's generator "
                    + "makes.");
    }

    /// <summary>Samples of a table as rows with a header.</summary>
    private static byte[] WriteRows(TableSchema table, Matrix samples)
    {
        IEnumerable<string> lines = Enumerable.Range(0, samples.Rows)
            .Select(row => string.Join(',', table.Columns.Select((_, c) => Quote(table.Decode(c, samples.Row(row))))))
            .Prepend(string.Join(',', table.Columns.Select(column => Quote(column.Name))));
        return Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n")));

        static string Quote(string value) => value.AsSpan().ContainsAny("\",\n\r")
            ? $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : value;
    }
}
