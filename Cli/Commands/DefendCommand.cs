using Scratch.Layers;
using Spectre.Console;

namespace Scratch.Cli.Commands;

/// <summary><c>scratch defend</c>: what defences before a finished run's classifier are worth.</summary>
internal static class DefendCommand
{
    private static readonly Argument<string> RunArgument = CommonOptions.Run();

    private static readonly Option<string?> Data = CommonOptions.Data("The run's own by default.");

    private static readonly Option<double?> FalsePositives = Usage.Number<double>(
        "--false-positives SHARE", "The share of the validation part that a detector may reject; 0.05 by "
            + "default.", NumberRange.BelowOne);

    private static readonly Option<int?> Threads = CommonOptions.Threads();

    private static readonly Option<bool> Json = CommonOptions.Json();

    public static Command Create()
    {
        var command = new Command(
            "defend", "Defences before a run's classifier on the whole test set, under the run's attack: one that "
                + "doesn't know the defence, and one that does.")
        {
            RunArgument, Data, FalsePositives, Threads, Json,
        };
        command.SetAction(Execute);
        return command;
    }

    private static int Execute(ParseResult parsed)
    {
        CommonOptions.UseThreads(parsed.GetValue(Threads));
        RunFolder run = RunFolder.Open(parsed.GetValue(RunArgument)!);
        if (run.ReadTable() is not null)
        {
            throw new InvalidDataException(
                $"{run.FullPath}: the run is of a table, and the defences are those of images; expected a run on "
                + "images.");
        }
        Network classifier = run.ReadClassifier();
        IDataSource source = CommonOptions.OpenData(run, parsed.GetValue(Data));
        Dataset training = source.OpenTraining(), test = CommonOptions.OpenTest(source, classifier);
        Dataset validation = ValidationSplit.Split(run.Configuration, training).Validation;
        var models = new TrainedModels
        {
            Classifier = classifier,
            Encoder = run.ReadEncoder(),
            Generator = run.ReadGenerator().Generator
        };
        double falsePositives = parsed.GetValue(FalsePositives) ?? 0.05;
        DefenceReport[] reports = DefenceComparison.Evaluate(
            run.Configuration, models, validation, test, falsePositives, parsed.Cancellation()).ToArray();
        TextWriter output = parsed.InvocationConfiguration.Output;
        if (parsed.GetValue(Json))
        {
            output.WriteLine(JsonSerializer.Serialize(reports, RunJson.Default.DefenceReportArray));
        }
        else
        {
            Write(output, reports);
        }
        return ExitCode.Done;
    }

    private static void Write(TextWriter output, DefenceReport[] reports)
    {
        Table table = new Table().RoundedBorder().Title("Accuracy with each defence");
        table.AddColumns("defence", "no attack", "attack unaware", "attack aware");
        foreach (TableColumn column in table.Columns.Skip(1))
        {
            column.RightAligned();
        }
        table.AddRow("none", Percent(reports[0].Accuracy), "", Percent(reports[0].Undefended));
        foreach (DefenceReport report in reports)
        {
            table.AddRow(report.Defence, Percent(report.DefendedAccuracy), Percent(report.Unaware),
                Percent(report.Aware));
        }
        Terminal.For(output).Write(table);
        output.WriteLine("What a defence is worth is its accuracy under the attack that knows it.");
    }

    private static string Percent(double share) => share.ToString("0.00 %", CultureInfo.InvariantCulture);
}
