using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Scratch.Engine;

namespace Scratch.Benchmarks.Ring;

/// <summary>
/// <c>ring</c>: every kind of adversarial training on eight Gaussians, with the same networks and number of updates.
/// </summary>
public static class RingCommand
{
    private static readonly Option<int> Seeds = BenchmarkOptions.Count("--seeds", "Trainings of each variant.", 3);
    private static readonly Option<int> Epochs = BenchmarkOptions.Count("--epochs", "Passes, of 100 updates each.", 60);
    private static readonly Option<DirectoryInfo> Out = BenchmarkOptions.Folder();

    /// <summary>The command: a table on the standard output, <c>ring.svg</c> in the folder.</summary>
    public static Command Create() => BenchmarkOptions.Command(
        "ring",
        "Every kind of adversarial training on eight Gaussians, with the same networks and number of updates.",
        [Seeds, Epochs, Out],
        parsed => Compare(parsed.GetValue(Seeds), parsed.GetValue(Epochs), parsed.GetValue(Out)!.FullName));

    private static void Compare(int seeds, int epochs, string folder)
    {
        WorkerPool.Threads = 1; // the trainings run side by side
        var outcomes = new List<RingOutcome>();
        Console.WriteLine("| variant | modes found of 8, by seed | good samples: mean (worst … best) |");
        Console.WriteLine("|---|---|---|");
        foreach (RingVariant variant in RingVariant.All)
        {
            long start = Stopwatch.GetTimestamp();
            Matrix[] samples = [.. Enumerable.Range(0, seeds).AsParallel().AsOrdered()
                .Select(seed => new RingTraining(variant, (ulong)seed).Run(epochs))];
            var outcome = new RingOutcome(variant, samples);
            outcomes.Add(outcome);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {variant.Name} | {string.Join(", ", outcome.Scores.Select(s => s.Found))} | "
                    + $"{Share(outcome.Scores.Average(s => s.Good))} ({Share(outcome.Scores.Min(s => s.Good))} … "
                    + $"{Share(outcome.Scores.Max(s => s.Good))}) |"));
            Console.Error.WriteLine(
                string.Create(CultureInfo.InvariantCulture,
                $"{variant.Name}: {Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s"));
        }
        File.WriteAllText(Path.Combine(folder, "ring.svg"), RingPicture.Draw(outcomes));
    }

    private static string Share(double share) => share.ToString("0 %", CultureInfo.InvariantCulture);
}

/// <summary>What came of a variant.</summary>
/// <param name="Variant">Which.</param>
/// <param name="Samples">The samples of every seed.</param>
internal sealed record RingOutcome(RingVariant Variant, IReadOnlyList<Matrix> Samples)
{
    /// <summary>Modes found and share of good samples, by seed.</summary>
    public IReadOnlyList<(int Found, double Good)> Scores { get; } = [.. Samples.Select(RingData.Score)];
}
