using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Evaluation;
using Scratch.Adversarial.Prompts;
using Scratch.Adversarial.Runs.Configuration;
using Scratch.Adversarial.Runs.Measures;
using Scratch.Adversarial.Runs.Output;
using Scratch.Adversarial.Runs.Pipeline;
using Scratch.Cli.Attacking;
using Scratch.Cli.Output;
using Scratch.Cli.Settings;
using Scratch.Layers;

namespace Scratch.Cli.Commands;

/// <summary><c>scratch evaluate</c>: the figures of a finished run's classifier, or of its generator, on a test set.</summary>
internal static class EvaluateCommand
{
    private static readonly Argument<string?> RunArgument = AttackedModel.Run();

    private static readonly Option<string?> Data = CommonOptions.Data("The run's own by default.");

    private static readonly Option<bool> Generator = new("--generator") { Description = "Measure the samples of the run's generator instead." };

    private static readonly Option<int?> Samples = new("--samples")
    {
        Description = "How many samples to measure the generator by; 10000 by default.",
        HelpName = "N",
    };

    private static readonly Option<int?> TransferSamples = new("--transfer-samples")
    {
        Description = "How many labelled samples to train a classifier on; 60000 by default, 0 for none.",
        HelpName = "N",
    };

    private static readonly Option<ulong?> Seed = new("--seed") { Description = "The seed of the samples, or of --attacks; 0 by default.", HelpName = "N" };

    private static readonly Option<int?> Threads = CommonOptions.Threads();

    private static readonly Option<bool> Json = CommonOptions.Json();

    public static Command Create()
    {
        var command = new Command("evaluate", "Accuracy, recall, precision, F1 and robustness of a finished run on the whole test set, or the quality of its samples.")
        {
            RunArgument, Data, Generator, Samples, TransferSamples, Seed, Threads, Json,
        };
        AttackEvaluation.AddTo(command);
        command.SetAction(Execute);
        return command;
    }

    private static int Execute(ParseResult parsed)
    {
        CommonOptions.UseThreads(parsed.GetValue(Threads));
        string? folder = parsed.GetValue(RunArgument);
        if (AttackEvaluation.IsAsked(parsed))
        {
            if (((Option[])[Generator, Samples, TransferSamples]).FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } other)
            {
                throw new UsageException($"{other.Name} is for the generator; it doesn't go with --attacks.");
            }
            return AttackEvaluation.Execute(parsed, folder, parsed.GetValue(Data), parsed.GetValue(Seed) ?? 0, parsed.GetValue(Json));
        }
        MeasureOptions options = ReadOptions(parsed);
        RunFolder run = RunFolder.Open(folder ?? throw new UsageException("argument missing: expected RUN, the folder of a finished run."));
        string data = parsed.GetValue(Data) ?? run.Configuration.Data;
        IDataSource source = CommonOptions.ParseData(data);
        using var interruption = new Interruption();
        if (parsed.GetValue(Generator))
        {
            GeneratorReport report = interruption.Guard(() => EvaluateGenerator(run, source, options, interruption.Token));
            Print(parsed, report, RunJson.Default.GeneratorReport, output => GeneratorTables.Write(output, data, report));
        }
        else
        {
            ClassifierReport report = interruption.Guard(() => EvaluateClassifier(run, source, interruption.Token));
            Print(parsed, report, RunJson.Default.ClassifierReport, output => ReportTables.Write(output, data, run.Configuration.Attack, report));
        }
        return ExitCode.Done;
    }

    private static ClassifierReport EvaluateClassifier(RunFolder run, IDataSource source, CancellationToken cancellation)
    {
        Network classifier = run.ReadClassifier();
        return new ClassifierEvaluator(run.Configuration, cancellation).Evaluate(classifier, CommonOptions.OpenTest(source, classifier));
    }

    private static GeneratorReport EvaluateGenerator(RunFolder run, IDataSource source, MeasureOptions options, CancellationToken cancellation)
    {
        (Network generator, PromptPrior prior) = run.ReadGenerator();
        (ClassPrompts? classPrompts, PromptEncoder? encoder) = run.HasPrompts ? (run.ReadClassPrompts(generator), run.ReadEncoder()) : (null, null);
        (Dataset training, Dataset validation) = ValidationSplit.Split(run.Configuration, source.OpenTraining());
        var data = new MeasureData(training, validation, source.OpenTest(training.Classes));
        return new GeneratorEvaluator(data, options, cancellation).Evaluate(generator, prior, classPrompts, encoder);
    }

    /// <exception cref="UsageException">An option's value can't be used.</exception>
    private static MeasureOptions ReadOptions(ParseResult parsed)
    {
        (int? samples, int? transfer, ulong? seed) = (parsed.GetValue(Samples), parsed.GetValue(TransferSamples), parsed.GetValue(Seed));
        if (!parsed.GetValue(Generator) && (samples is not null || transfer is not null || seed is not null))
        {
            throw new UsageException("--samples, --transfer-samples and --seed are for the generator; they go with --generator.");
        }
        if (samples < MeasureOptions.Fewest)
        {
            throw new UsageException($"--samples is {samples}; expected at least {MeasureOptions.Fewest}.");
        }
        if (transfer < 0)
        {
            throw new UsageException($"--transfer-samples is {transfer}; expected at least 0.");
        }
        if (Math.Max(samples ?? 0, transfer ?? 0) > MeasureOptions.Most)
        {
            throw new UsageException($"--samples and --transfer-samples are at most {MeasureOptions.Most}.");
        }
        var defaults = new MeasureOptions();
        return defaults with
        {
            Samples = samples ?? defaults.Samples,
            TransferSamples = transfer ?? defaults.TransferSamples,
            Seed = seed ?? defaults.Seed,
        };
    }

    private static void Print<T>(ParseResult parsed, T report, JsonTypeInfo<T> form, Action<TextWriter> writeTable)
    {
        TextWriter output = parsed.InvocationConfiguration.Output;
        if (parsed.GetValue(Json))
        {
            output.WriteLine(JsonSerializer.Serialize(report, form));
        }
        else
        {
            writeTable(output);
        }
    }
}
