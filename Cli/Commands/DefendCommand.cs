using Scratch.Layers;

namespace Scratch.Cli.Commands;

/// <summary><c>scratch defend</c>: what defences before a finished run's classifier are worth.</summary>
internal static class DefendCommand
{
    private static readonly Argument<string> RunArgument = CommonOptions.Run();

    private static readonly Option<string?> Data = CommonOptions.Data("The run's own by default.");

    private static readonly Option<double?> FalsePositives = Usage.Number<double>(
        "--false-positives SHARE", "The share of the validation part that a detector may reject; 0.05 by "
            + "default.", NumberRange.BelowOne);

    private static readonly Option<int?> Validation = CommonOptions.Validation();

    private static readonly Option<int?> Threads = CommonOptions.Threads();

    private static readonly Option<bool> Json = CommonOptions.Json();

    public static Command Create() => new ToolCommand(
        "defend", "Defences before a run's classifier on the whole test set, under the run's attack: one that "
            + "doesn't know the defence, and one that does.", Execute, RunArgument)
    {
        Groups =
        [
            new("Data", Data, Validation), new("Defence", FalsePositives), new("Output", Json, Threads),
        ],
        Examples =
        [
            "scratch defend runs/default-mnist-0 # Every defence, as a table.",
            "scratch defend runs/default-mnist-0 --false-positives 0.01 # Detectors that reject less.",
            "scratch defend runs/default-mnist-0 --json # The same for a program.",
        ],
    };

    private static int Execute(ParseResult parsed)
    {
        CommonOptions.UseThreads(parsed.GetValue(Threads));
        RunFolder run = CommonOptions.OpenRun(parsed.GetValue(RunArgument)!);
        if (run.ReadTable() is not null)
        {
            throw new InvalidDataException(
                $"{run.FullPath}: the run is of a table, and the defences are those of images; expected a run on "
                + "images.");
        }
        Network classifier = run.ReadClassifier();
        IDataSource source = CommonOptions.OpenData(run, parsed.GetValue(Data));
        Dataset training = source.OpenTraining(), test = CommonOptions.OpenTest(source, classifier);
        RunConfiguration configuration = CommonOptions.WithValidation(run, parsed.GetValue(Validation));
        Dataset validation = ValidationSplit.Take(configuration, source, training).Validation;
        var models = new TrainedModels
        {
            Classifier = classifier,
            Encoder = run.ReadEncoder(),
            Generator = run.ReadGenerator().Generator
        };
        double falsePositives = parsed.GetValue(FalsePositives) ?? 0.05;
        DefenceReport[] reports = ProgressView.Show(
            parsed.InvocationConfiguration.Error, "defences", progress => DefenceComparison.Evaluate(
                run.Configuration, models, validation, test, falsePositives, progress, parsed.Cancellation())
                .ToArray());
        TextWriter output = parsed.InvocationConfiguration.Output;
        if (parsed.GetValue(Json))
        {
            output.WriteLine(JsonSerializer.Serialize(
                new DefencesReport(source.Name, test.Count, run.Configuration.Attack, reports),
                RunJson.Default.DefencesReport));
        }
        else
        {
            Write(output, reports);
        }
        return ExitCode.Done;
    }

    private static void Write(TextWriter output, DefenceReport[] reports)
    {
        var table = new TextTable(
            "Accuracy with each defence", "defence", "no attack", "attack unaware", "attack aware");
        table.Add("none", Percent(reports[0].Accuracy), "", Percent(reports[0].RobustAccuracy));
        foreach (DefenceReport report in reports)
        {
            table.Add(report.Defence, Percent(report.DefendedAccuracy), Percent(report.UnawareAccuracy),
                Percent(report.AwareAccuracy));
        }
        table.Write(output);
        output.WriteLine("What a defence is worth is its accuracy under the attack that knows it.");
    }

    private static string Percent(double share) => share.ToString("0.00 %", CultureInfo.InvariantCulture);
}
