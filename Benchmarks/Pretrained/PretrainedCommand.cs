using System.CommandLine;
using System.Globalization;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Domains.Images;
using Scratch.Engine;

namespace Scratch.Benchmarks.Pretrained;

/// <summary>
/// <c>pretrained</c>: a classifier on an encoder that was trained without labels, frozen or not, against the same one
/// from scratch.
/// </summary>
/// <remarks>
/// The rate of each start is chosen by its mean accuracy on labels inside the budget. The curves are on examples that
/// nothing is chosen by. The test set is opened once all training is over.
/// </remarks>
public static class PretrainedCommand
{
    private const int MeasuringCount = 2000;
    private const ulong SplitSeed = 1000;

    private static readonly Start[] Starts = [Start.Scratch, Start.Frozen, Start.FineTuned];
    private static readonly float[] Rates = [1e-4f, 3e-4f, 1e-3f, 3e-3f, 1e-2f, 3e-2f];

    private static readonly Option<ImageSource> Data = BenchmarkOptions.Data();
    private static readonly Option<int> Seeds =
        BenchmarkOptions.Count("--seeds", "Paired trainings.", 5, least: 2, most: PairedFigures.MostSeeds);
    private static readonly Option<int> Labels =
        BenchmarkOptions.Count("--labels", "Labelled examples.", 1000, least: 10);
    private static readonly Option<int> Epochs = BenchmarkOptions.Count("--epochs", "Passes over them.", 60);

    /// <summary>The command: a table on the standard output.</summary>
    public static Command Create() => BenchmarkOptions.Command(
        "pretrained",
        "A classifier on an encoder that was trained without labels, against the same one from scratch.",
        [Data, Seeds, Labels, Epochs],
        parsed => Compare(parsed.GetValue(Data)!, parsed.GetValue(Seeds), parsed.GetValue(Labels),
            parsed.GetValue(Epochs)));

    private static void Compare(ImageSource source, int seeds, int labels, int epochs)
    {
        WorkerPool.Threads = 1; // the trainings run side by side
        DirectoryInfo folder = Directory.CreateTempSubdirectory("pretrained");
        try
        {
            (Dataset training, Dataset measuring) =
                source.OpenTraining().Split(MeasuringCount, new RandomStream(SplitSeed));
            LabelledTraining[] trainings = [.. Enumerable.Range(0, seeds).AsParallel().AsOrdered()
                .Select(seed => new LabelledTraining(
                    training, measuring, labels, epochs, (ulong)seed, folder.FullName))];
            (Start Start, float Rate, Trained[] Seeds)[] outcomes =
                [.. Starts.Select(start => Choose(start, trainings))];
            Print(outcomes, trainings[0].UpdatesPerEpoch, source.OpenTest(training.Classes));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>
    /// The trainings with the rate whose mean accuracy on the labels kept back is best; the smallest of them, if there
    /// are several.
    /// </summary>
    private static (Start Start, float Rate, Trained[] Seeds) Choose(Start start, LabelledTraining[] trainings)
    {
        var tried = Rates
            .Select(rate => (Start: start, Rate: rate,
                Seeds: trainings.AsParallel().AsOrdered().Select(training => training.Run(start, rate)).ToArray()))
            .ToArray();
        foreach ((_, float rate, Trained[] seeds) in tried)
        {
            Console.Error.WriteLine(
                string.Create(CultureInfo.InvariantCulture,
                $"{start,-10} {rate,-8:0.#####} {seeds.Average(seed => seed.Chosen):0.0000}"));
        }
        return tried.MaxBy(t => t.Seeds.Average(seed => seed.Chosen));
    }

    private static void Print((Start Start, float Rate, Trained[] Seeds)[] outcomes, int updatesPerEpoch, Dataset test)
    {
        double[] scratch = Test(outcomes[0].Seeds);
        double[] goals = [.. outcomes[0].Seeds.Select(seed => seed.Curve[^1])];
        Console.WriteLine("| start | rate | test accuracy | against scratch | measured after 1 epoch | at the end | "
            + "updates to scratch's end |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        foreach ((Start start, float rate, Trained[] seeds) in outcomes)
        {
            double[] accuracies = Test(seeds);
            double[] updates = [.. seeds.Select((seed, i) => (double)UpdatesTo(goals[i], seed.Curve, updatesPerEpoch))
                .Where(updates => updates > 0)];
            string difference = start == Start.Scratch ? "" : PairedFigures.Difference(accuracies, scratch);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {start} | {rate:0.#####} | {PairedFigures.Text(accuracies)} | {difference} | "
                    + $"{PairedFigures.Text([.. seeds.Select(s => s.Curve[0])])} | "
                    + $"{PairedFigures.Text([.. seeds.Select(s => s.Curve[^1])])} | {Reached(updates, seeds.Length)} "
                    + $"|"));
        }

        double[] Test(Trained[] seeds) => [.. seeds.Select(seed => LabelledTraining.Accuracy(seed.Classifier, test))];
    }

    private static string Reached(double[] updates, int seeds) =>
        updates.Length == seeds ? PairedFigures.Text(updates, "0")
        : updates.Length == 0 ? "never"
        : string.Create(CultureInfo.InvariantCulture,
            $"{updates.Average():0} with {updates.Length} of {seeds} seeds, never with the others");

    /// <summary>The updates after which a curve has an accuracy for the first time; 0 if it never does.</summary>
    private static int UpdatesTo(double goal, IReadOnlyList<double> curve, int updatesPerEpoch)
    {
        int epoch = curve.ToList().FindIndex(accuracy => accuracy >= goal);
        return (epoch + 1) * updatesPerEpoch;
    }
}
