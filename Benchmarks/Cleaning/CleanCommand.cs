using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Scratch.Adversarial.Cleaning;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Domains.Images;
using Scratch.Adversarial.Evaluation;
using Scratch.Engine;

namespace Scratch.Benchmarks.Cleaning;

/// <summary><c>clean</c>: errors are put into a training set, and looked for.</summary>
public static class CleanCommand
{
    private const string OutlierErrors = "outliers", LabelErrors = "labels";
    private const double WrongLabels = 0.1, Strangers = 0.05;

    private static readonly Option<ImageSource> Data = BenchmarkOptions.Data();
    private static readonly Option<ImageSource> Others = CreateOthers();
    private static readonly Option<string[]> Errors = CreateErrors();
    private static readonly Option<int> Seeds =
        BenchmarkOptions.Count("--seeds", "How often, each time with other errors.", 3);
    private static readonly Option<int> Passes =
        BenchmarkOptions.Count("--passes", "The most passes of a cleaning.", new CleaningOptions().MaxPasses);

    /// <summary>The command: a table on the standard output.</summary>
    public static Command Create() => BenchmarkOptions.Command(
        "clean",
        "How many of 10 % wrong labels, and of 5 % images of something else, scratch data clean finds.",
        [Data, Others, Errors, Seeds, Passes],
        parsed => Measure(
            parsed.GetValue(Data)!.OpenTraining(),
            parsed.GetValue(Others)!.OpenTraining(),
            parsed.GetValue(Errors)!,
            parsed.GetValue(Seeds),
            parsed.GetValue(Passes)));

    private static void Measure(Dataset data, Dataset others, string[] errors, int seeds, int passes)
    {
        Console.WriteLine("| seed | errors | found | of them right | precision | recall | F1 | AUROC | passes |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|");
        for (int seed = 0; seed < seeds; seed++)
        {
            var random = new RandomStream((ulong)seed);
            if (errors.Contains(OutlierErrors))
            {
                Planted strangers = Planted.Strangers(data, others, Strangers, random.Fork(0));
                Row(seed, OutlierErrors, strangers, CleaningReason.Outlier, passes,
                    RocAuc.Compute(OutlierScores.Compute(strangers.Data), strangers.IsWrong));
                double area = RocAuc.Compute(
                    ReconstructionScores.Compute(strangers.Data, (ulong)seed), strangers.IsWrong);
                Console.Error.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"AUROC by reconstruction: {area:0.0000}"));
            }
            if (errors.Contains(LabelErrors))
            {
                Row(seed, LabelErrors, Planted.WrongLabels(data, WrongLabels, random.Fork(1)),
                    CleaningReason.WrongLabel, passes, null);
            }
        }
    }

    private static void Row(int seed, string errors, Planted planted, CleaningReason reason, int passes, double? area)
    {
        long start = Stopwatch.GetTimestamp();
        var options = new CleaningOptions
        {
            Seed = (ulong)seed,
            MaxPasses = passes,
            Duplicates = false,
            Outliers = reason == CleaningReason.Outlier,
            Labels = reason == CleaningReason.WrongLabel,
        };
        CleaningResult result = Cleaner.Clean(planted.Data, options);
        int[] found = [.. result.Findings.Select(finding => finding.Row).Distinct()];
        double right = found.Count(row => planted.IsWrong[row]), precision = right / found.Length,
            recall = right / planted.IsWrong.Count(isWrong => isWrong);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {seed} | {errors} | {found.Length} | {right} | {precision:0.0000} | {recall:0.0000} | "
                + $"{2 * precision * recall / (precision + recall):0.0000} | {area:0.0000} | "
                + $"{result.Passes}{(result.IsSettled ? "" : ", not settled")} |"));
        IEnumerable<int> byPass =
            result.Findings.CountBy(finding => finding.Pass).OrderBy(pass => pass.Key).Select(pass => pass.Value);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Console.Error.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"by pass: {string.Join(", ", byPass)}; {seconds:0} s"));
    }

    private static Option<string[]> CreateErrors() => new Option<string[]>("--errors")
    {
        Description = $"What is put in: {OutlierErrors}, {LabelErrors}; both by default.",
        HelpName = "NAME",
        DefaultValueFactory = _ => [OutlierErrors, LabelErrors],
        AllowMultipleArgumentsPerToken = true,
    }.AcceptOnlyFromAmong(OutlierErrors, LabelErrors);

    private static Option<ImageSource> CreateOthers()
    {
        Option<ImageSource> option = BenchmarkOptions.Data("--others");
        option.DefaultValueFactory = _ => ImageSource.Parse("fashion-mnist");
        return option;
    }
}
