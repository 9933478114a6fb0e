using System.CommandLine;
using System.Text.Json;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Runs;
using Scratch.Layers;

namespace Scratch.Cli.Commands;

/// <summary><c>scratch evaluate</c>: the figures of a finished run's classifier on a test set.</summary>
internal static class EvaluateCommand
{
    private static readonly Argument<string?> RunArgument = AttackedModel.Run();

    private static readonly Option<string?> Data = CommonOptions.Data("The run's own by default.");

    private static readonly Option<int?> Threads = CommonOptions.Threads();

    private static readonly Option<bool> Json = CommonOptions.Json();

    public static Command Create()
    {
        var command = new Command("evaluate", "Accuracy, recall, precision, F1 and robustness of a finished run on the whole test set.")
        {
            RunArgument, Data, Threads, Json,
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
            return AttackEvaluation.Execute(parsed, folder, parsed.GetValue(Data), parsed.GetValue(Json));
        }
        RunFolder run = RunFolder.Open(folder ?? throw new UsageException("argument missing: expected RUN, the folder of a finished run."));
        string data = parsed.GetValue(Data) ?? run.Configuration.Data;
        Network classifier = run.ReadClassifier();
        Dataset test = CommonOptions.ParseData(data).OpenTest(classifier.Outputs);
        if (test.Inputs.Columns != classifier.Inputs)
        {
            throw new InvalidDataException(
                $"{data}: the images have {test.Inputs.Columns} pixels, but the run's classifier takes {classifier.Inputs}.");
        }
        TextWriter output = parsed.InvocationConfiguration.Output;
        using var interruption = new Interruption();
        ClassifierReport report = interruption.Guard(
            () => new Stages(run.Configuration, [], cancellation: interruption.Token).Evaluate(classifier, test));
        if (parsed.GetValue(Json))
        {
            output.WriteLine(JsonSerializer.Serialize(report, RunJson.Default.ClassifierReport));
        }
        else
        {
            ReportTables.Write(output, data, run.Configuration.Attack, report);
        }
        return ExitCode.Done;
    }
}
