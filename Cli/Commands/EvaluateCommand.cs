using System.Text.Json.Serialization.Metadata;
using Scratch.Adversarial.Runs.Speech;
using Scratch.Cli.Behaviour;
using Scratch.Cli.Sharding;
using Scratch.Cli.Sounds;
using Scratch.Cli.Texts;
using Scratch.Layers;

namespace Scratch.Cli.Commands;

/// <summary>
/// <c>scratch evaluate</c>: the figures of a finished run's classifier, or of its generator, on a test set.
/// </summary>
internal static class EvaluateCommand
{
    private static readonly Argument<string?> RunArgument = AttackedModel.Run();

    private static readonly Option<string?> Data = CommonOptions.Data("The run's own by default.");

    private static readonly Option<bool> Generator =
        new("--generator") { Description = "Measure the samples of the run's generator instead." };

    private static readonly Option<int?> Validation = CommonOptions.Validation();

    private static readonly SettingOptions<MeasureOptions> Measures = new(MeasureOptions.Settings);

    private static readonly Option<ulong?> Seed = Usage.Number<ulong>(
        "--seed N", "The seed of the samples, of --attacks, or of what is hidden of other users; 0 by default.",
        NumberRange.NotNegative);

    private static readonly Option<int?> Threads = CommonOptions.Threads();

    private static readonly Option<bool> Json = CommonOptions.Json();

    private static readonly ShardFlags Shards = new();

    private static readonly Option<long?> Memory = MemoryFlag.Create();

    public static Command Create() => new ToolCommand(
        "evaluate", "Accuracy, recall, precision, F1 and robustness of a finished run on the whole test set, or the "
            + "quality of its samples.", Execute, RunArgument)
    {
        Groups =
        [
            new("Data", [Data, AttackEvaluation.Count, Validation]),
            new("Model", AttackEvaluation.OfModel),
            new("Attack", AttackEvaluation.OfAttack),
            new("GAN", [Generator, .. Measures.All]),
            new("Sounds", SoundEvaluating.All),
            new("Texts", TextEvaluating.All),
            new("Output", [Json, Seed, Threads, Memory, .. Shards.All]),
        ],
        Examples =
        [
            "scratch evaluate runs/default-mnist-0 # The figures of its classifier.",
            "scratch evaluate runs/default-mnist-0 --attacks pgd,ensemble --epsilons 0.05,0.1 # Audited attacks.",
            "scratch evaluate --model classifier.onnx --data mnist # Those of a classifier from a file.",
        ],
    };

    private static int Execute(ParseResult parsed)
    {
        CommonOptions.UseThreads(parsed.GetValue(Threads));
        MemoryFlag.Use(parsed, Memory);
        string? folder = parsed.GetValue(RunArgument);
        if (OpenedDetector.Is(folder))
        {
            return TextEvaluating.Execute(parsed, folder!, Data, AttackEvaluation.Count, Seed, Json, Threads);
        }
        TextMeasuring.RequireNone(parsed, TextEvaluating.All, folder, null);
        if (BehaviourEvaluating.IsAsked(folder))
        {
            return BehaviourEvaluating.Execute(parsed, folder!, Data, Seed, Json, Threads);
        }
        if (SoundEvaluating.IsAsked(parsed, folder))
        {
            return SoundEvaluating.Execute(parsed, folder!, Data, AttackEvaluation.Count, Seed, Json, Threads);
        }
        ShardedCommand sharded = Shards.Settle(parsed);
        if (AttackEvaluation.IsAsked(parsed))
        {
            if (Measures.All.Prepend(Generator).Append(Validation).FirstOrDefault(parsed.IsGiven) is { } other)
            {
                throw new UsageException($"{other.Name} is for the generator; it doesn't go with --attacks.");
            }
            return AttackEvaluation.Execute(
                parsed, sharded, folder, parsed.GetValue(Data), parsed.GetValue(Seed) ?? 0, parsed.GetValue(Json));
        }
        MeasureOptions options = ReadOptions(parsed);
        if (AttackEvaluation.OpenFile(parsed, folder, parsed.GetValue(Data)) is { } file)
        {
            return EvaluateFile(parsed, sharded, file);
        }
        RunFolder run = CommonOptions.OpenRun(
            folder ?? throw new UsageException("argument missing: expected RUN, the folder of a finished run."),
            "--model");
        string data = parsed.GetValue(Data)
            ?? run.Configuration.Data + (run.Configuration.Quick ? ", a taste of a quick run" : "");
        IDataSource source = CommonOptions.OpenData(run, parsed.GetValue(Data));
        TextWriter error = parsed.InvocationConfiguration.Error;
        if (parsed.GetValue(Generator))
        {
            Shards.RequireNone(parsed, "samples are measured all together");
            RunConfiguration configuration = CommonOptions.WithValidation(run, parsed.GetValue(Validation));
            GeneratorReport report = ProgressView.Show(
                error, "reading the data", progress =>
                    EvaluateGenerator(run, configuration, source, options, progress, parsed.Cancellation()));
            Print(parsed, report, RunJson.Default.GeneratorReport, output =>
                GeneratorTables.Write(output, data, report));
        }
        else
        {
            ClassifierReport report = ProgressView.Show(
                error, "reading the data", progress =>
                    EvaluateClassifier(run, source, sharded, progress, parsed.Cancellation()));
            if (sharded.IsPart)
            {
                return sharded.Write();
            }
            Print(parsed, report, RunJson.Default.ClassifierReport, output =>
            {
                ReportTables.Write(output, data, run.Configuration.Attack, report);
                SoundEvaluating.WriteSpeakers(output, report.Speakers);
            });
        }
        return ExitCode.Done;
    }

    /// <summary>The figures of a classifier from a file, under the attack of the preset default.</summary>
    private static int EvaluateFile(ParseResult parsed, ShardedCommand sharded, AttackedModel file)
    {
        if (parsed.GetValue(Generator))
        {
            throw new UsageException("--generator is for a run; expected RUN instead of --model.");
        }
        var configuration = new RunConfiguration();
        ClassifierReport report = ProgressView.Show(
            parsed.InvocationConfiguration.Error, "reading the data", progress =>
                new ClassifierEvaluator(configuration, parsed.Cancellation())
                {
                    Work = sharded.Begin(file.Classifier, file.Test),
                }.Evaluate(file.Classifier, file.Test, progress.Part("evaluation", 0, 1)));
        if (sharded.IsPart)
        {
            return sharded.Write();
        }
        Print(parsed, report, RunJson.Default.ClassifierReport, output =>
            ReportTables.Write(output, file.DataName, configuration.Attack, report));
        return ExitCode.Done;
    }

    private static ClassifierReport EvaluateClassifier(
        RunFolder run, IDataSource source, ShardedCommand sharded, IProgress<WorkProgress> progress,
        CancellationToken cancellation)
    {
        Network classifier = run.ReadClassifier();
        Dataset test = CommonOptions.OpenTest(source, classifier);
        return new ClassifierEvaluator(run.Configuration, cancellation)
        {
            Work = sharded.Begin(classifier, test, ("configuration", run.Digest())),
        }.Evaluate(classifier, test, progress.Part("evaluation", 0, 1));
    }

    private static GeneratorReport EvaluateGenerator(
        RunFolder run, RunConfiguration configuration, IDataSource source, MeasureOptions options,
        IProgress<WorkProgress> progress,
        CancellationToken cancellation)
    {
        (Network generator, PromptPrior prior) = run.ReadGenerator();
        (ClassPrompts? classPrompts, PromptEncoder? encoder) = run.HasPrompts
            ? (run.ReadClassPrompts(generator), run.ReadEncoder()) : (null, null);
        (Dataset training, Dataset validation) = ValidationSplit.Take(
            configuration, source, source.OpenTraining());
        FrontEnd? frontEnd = SpeechRun.Is(run) ? SpeechRun.From(run).CreateFrontEnd() : null;
        var data = new MeasureData(
            Features(training), Features(validation), Features(source.OpenTest(training.Classes)));
        return new GeneratorEvaluator(data, options, progress, cancellation)
            .Evaluate(generator, prior, classPrompts, encoder);

        Dataset Features(Dataset examples) => frontEnd?.Apply(examples) ?? examples;
    }

    /// <exception cref="UsageException">An option is for the generator.</exception>
    private static MeasureOptions ReadOptions(ParseResult parsed) =>
        !parsed.GetValue(Generator) && Measures.All.Append(Seed).Append(Validation).FirstOrDefault(parsed.IsGiven)
            is { } given
            ? throw new UsageException($"{given.Name} is for the generator; it goes with --generator.")
            : Measures.Change(parsed, new() { Seed = parsed.GetValue(Seed) ?? 0 });

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
