using System.CommandLine;
using System.Globalization;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Domains.Images;
using Scratch.Engine;
using Scratch.Layers;

namespace Scratch.Benchmarks.Digits;

/// <summary>
/// <c>optimizers</c>: all of them on the embedded digits, with the same number of updates and rates chosen from the
/// same grid.
/// </summary>
/// <remarks>
/// A rate is chosen by the last accuracy on the validation part with the first seed. The test digits are opened once
/// all training is over.
/// </remarks>
public static class OptimizersCommand
{
    private const int ValidationCount = 2000;
    private const ulong SplitSeed = 1000;

    private static readonly Option<int> Seeds = BenchmarkOptions.Count("--seeds", "Trainings of each optimizer.", 3);
    private static readonly Option<int> Epochs =
        BenchmarkOptions.Count("--epochs", "Passes over the training part.", 20);
    private static readonly Option<DirectoryInfo> Out = BenchmarkOptions.Folder();

    /// <summary>The command: a table on the standard output, <c>optimizers.svg</c> in the folder.</summary>
    public static Command Create() => BenchmarkOptions.Command(
        "optimizers",
        "All optimizers on the embedded digits, with as many updates and rates from the same grid.",
        [Seeds, Epochs, Out],
        parsed => Compare(parsed.GetValue(Seeds), parsed.GetValue(Epochs), parsed.GetValue(Out)!.FullName));

    private static void Compare(int seeds, int epochs, string folder)
    {
        WorkerPool.Threads = 1; // the trainings run side by side
        ImageSource source = ImageSource.Parse("mnist");
        (Dataset training, Dataset validation) =
            source.OpenTraining().Split(ValidationCount, new RandomStream(SplitSeed));
        DigitsTraining[] trainings =
            [.. Enumerable.Range(0, seeds)
            .Select(seed => new DigitsTraining(training, validation, epochs, (ulong)seed))];
        var trained = Candidate.All.Select(candidate => Train(candidate, trainings)).ToArray();

        Dataset test = source.OpenTest(training.Classes);
        Outcome[] outcomes = [.. trained.Select(t => new Outcome(
            t.Candidate, t.Rate, t.Curves,
                [.. t.Classifiers.Select(classifier => DigitsTraining.Accuracy(classifier, test))]))];
        Console.WriteLine();
        foreach (string line in Table(outcomes, epochs))
        {
            Console.WriteLine(line);
        }
        File.WriteAllText(Path.Combine(folder, "optimizers.svg"), CurvesPicture.Draw(outcomes));
    }

    private static (Candidate Candidate, float Rate, double[][] Curves, Network[] Classifiers) Train(
        Candidate candidate, DigitsTraining[] trainings)
    {
        float rate = candidate.FixedRate ?? Choose(candidate, trainings[0]);
        var runs = trainings.AsParallel().AsOrdered().Select(training => training.Run(candidate, rate)).ToArray();
        return (candidate, rate, [.. runs.Select(run => run.Curve)], [.. runs.Select(run => run.Classifier)]);
    }

    /// <summary>The rate that ends best on the validation part; the smallest of them, if there are several.</summary>
    private static float Choose(Candidate candidate, DigitsTraining training)
    {
        var tried = Candidate.Grid.AsParallel().AsOrdered()
            .Select(rate => (Rate: rate, Last: training.Run(candidate, rate).Curve[^1])).ToArray();
        foreach ((float rate, double last) in tried)
        {
            Console.Error.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"{candidate.Name,-24} {rate,-8:0.#####} {last:0.0000}"));
        }
        return tried.MaxBy(t => t.Last).Rate;
    }

    private static IEnumerable<string> Table(Outcome[] outcomes, int epochs)
    {
        yield return $"| optimizer | rate | validation after 1 epoch | after 5 | after {epochs} | test |";
        yield return "|---|---|---|---|---|---|";
        foreach (Outcome o in outcomes)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"| {o.Candidate.Name} | {o.Rate:0.#####} | {o.Validation(1):0.0000} | "
                    + $"{o.Validation(Math.Min(5, epochs)):0.0000} | {o.Validation(epochs):0.0000} | "
                    + $"{o.TestMean:0.0000} ({o.Test.Min():0.0000} … {o.Test.Max():0.0000}) |");
        }
    }
}
