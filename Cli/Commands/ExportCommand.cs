using Scratch.Adversarial.Files.Onnx;
using Scratch.Adversarial.Files.Source;
using Scratch.Layers;

namespace Scratch.Cli.Commands;

/// <summary><c>scratch export</c>: a network of a finished run, for other runtimes.</summary>
internal static class ExportCommand
{
    private static readonly IReadOnlyDictionary<string, string> Endings = new Dictionary<string, string>
    {
        ["onnx"] = ".onnx",
        ["npz"] = ".npz",
        ["csharp"] = ".cs",
    };

    private static readonly Argument<string?> RunArgument = AttackedModel.Run();

    private static readonly Option<string?> Model = ModelFiles.Option("A network from a file instead");

    private static readonly Option<string?> Activation = AttackedModel.Activations();

    private static readonly Option<string?> Format = Chosen(
        "--format NAME", "The form; by default what the ending of --out says, and onnx without one.",
        Endings.Keys);

    private static readonly Option<string?> NetworkName = Chosen(
        "--network NAME", "Which network of the run; classifier by default. The encoder gives [mean | log "
        + "variance], and the generator is the decoder.", RunFolder.Networks);

    private static readonly Option<string?> Out = new("--out")
    {
        Description = "The file; NETWORK.onnx, .npz or .cs by default. Beside a .cs the weights are written to a file "
            + "that ends in .weights.",
        HelpName = "FILE",
    };

    private static readonly Option<bool> Overwrite = new("--overwrite") { Description = "Replace an existing file." };

    public static Command Create() => new ToolCommand(
        "export", "Writes a network of a finished run for other runtimes: ONNX, NumPy, or one class of C#.", Execute,
        RunArgument)
    {
        Groups = [new("Network", NetworkName, Model, Activation), new("Output", Format, Out, Overwrite)],
        Examples =
        [
            "scratch export runs/default-mnist-0 # Its classifier, to classifier.onnx.",
            "scratch export runs/default-mnist-0 --network generator --out g.onnx # What makes its samples.",
            "scratch export runs/default-mnist-0 --out Classifier.cs # One class, and Classifier.weights beside it.",
        ],
    };

    private static int Execute(ParseResult parsed)
    {
        string? run = parsed.GetValue(RunArgument), model = parsed.GetValue(Model);
        if (run is null == model is null)
        {
            throw new UsageException(run is null
                ? "argument missing: expected RUN, the folder of a finished run, or --model with a file."
                : $"there are both the run {run} and --model {model}; expected one of them.");
        }
        if (model is not null && parsed.IsGiven(NetworkName))
        {
            throw new UsageException("--network is for a run; a file has one network.");
        }
        if (run is not null && parsed.IsGiven(Activation))
        {
            throw new UsageException("--activation is for a model from a file; expected --model beside it.");
        }
        string name = parsed.GetValue(NetworkName)
            ?? (model is null ? "classifier" : Path.GetFileNameWithoutExtension(model));
        string format = FormatOf(parsed);
        OutputFile output = Settle(parsed, name, format);
        Network network = model is not null ? ModelFiles.Read(model, parsed.GetValue(Activation))
            : CommonOptions.OpenRun(run!, "--model").ReadNetwork(name);
        WriteFile(output.FullPath, format, network, name, run);
        Report(parsed.InvocationConfiguration.Output, output.FullPath, format, network, name);
        return ExitCode.Done;
    }

    private static string FormatOf(ParseResult parsed) => parsed.GetValue(Format)
        ?? (parsed.GetValue(Out) is not { } file ? "onnx"
            : Endings.FirstOrDefault(entry => entry.Value.Equals(
                Path.GetExtension(file), StringComparison.OrdinalIgnoreCase)).Key
                ?? throw new UsageException(
                    $"--out: {file}: expected a file {string.Join(" or ", Endings.Values)}, or --format."));

    private static OutputFile Settle(ParseResult parsed, string name, string format)
    {
        bool overwrite = parsed.GetValue(Overwrite);
        string file = parsed.GetValue(Out)
            ?? (format == "csharp" ? $"{char.ToUpperInvariant(name[0])}{name[1..]}" : name) + Endings[format];
        OutputFile output = Outputs.Settle(Out, file, overwrite, Endings[format]);
        if (format == "csharp")
        {
            string weights = Path.ChangeExtension(file, SourceFile.WeightsEnding);
            Outputs.Settle(Out, weights, overwrite, SourceFile.WeightsEnding);
        }
        return output;
    }

    private static void WriteFile(string file, string format, Network network, string name, string? run)
    {
        try
        {
            switch (format)
            {
                case "onnx": OnnxFile.Write(file, network, name, run is null ? null : Texts(run)); break;
                case "npz": NpzFile.Write(file, ModelFile.ToArrays(network)); break;
                default: SourceFile.Write(file, network); break;
            }
        }
        catch (Exception error) when (error is NotSupportedException or ArgumentException)
        {
            throw new UsageException(error.Message.Split(" (Parameter", 2)[0], error);
        }
    }

    /// <summary>What a program that runs the network may want to know of it.</summary>
    private static Dictionary<string, string>? Texts(string run)
    {
        if (RunFolder.Open(run).ReadForm()?.ClassNames is not { } classes)
        {
            return null;
        }
        string list = JsonSerializer.Serialize([.. classes], RunJson.Default.StringArray);
        return new Dictionary<string, string> { ["classes"] = list };
    }

    private static void Report(TextWriter output, string file, string format, Network network, string name)
    {
        string shape = $"{network.Inputs} inputs, {network.Outputs} outputs";
        output.WriteLine(format switch
        {
            "onnx" => $"The {name} is in {file}: {shape}, from 'input' (batch, {network.Inputs}) to 'output' "
                + $"(batch, {network.Outputs}).",
            "npz" => $"The weights of the {name} are in {file}, {network.Parameters.ParameterCount} of them: {shape}.",
            _ => $"The {name} is in {file}: {shape}. Its weights are in "
                + $"{Path.GetFileName(Path.ChangeExtension(file, SourceFile.WeightsEnding))}, which the program has to "
                + "embed: the comment in the class says how.",
        });
    }

    private static Option<string?> Chosen(string usage, string help, IEnumerable<string> words)
    {
        Choices<string> choices = Words.Of(words);
        return Usage.Text(usage, help, choices.Refuse, choices.Words);
    }
}
