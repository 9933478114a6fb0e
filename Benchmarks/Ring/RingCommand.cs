using System.Diagnostics;
using System.Globalization;
using Scratch.Engine;

namespace Scratch.Benchmarks.Ring;

/// <summary><c>ring</c>: every kind of adversarial training on eight Gaussians, with the same networks and number of updates.</summary>
public static class RingCommand
{
    private const string Usage = "usage: ring [--seeds N] [--epochs N] [--out FOLDER]";
    private const int BadUsage = 2;

    /// <summary>Runs the comparison: a table on the standard output, <c>ring.svg</c> in the folder.</summary>
    /// <returns>The exit code: 0, or 2 on bad usage.</returns>
    public static int Run(IReadOnlyList<string> args)
    {
        ArgumentNullException.ThrowIfNull(args);
        int seeds = 3, epochs = 60;
        string folder = ".";
        for (int i = 0; i < args.Count; i += 2)
        {
            string value = i + 1 < args.Count ? args[i + 1] : "";
            bool isRight = args[i] switch
            {
                "--seeds" => int.TryParse(value, CultureInfo.InvariantCulture, out seeds) && seeds > 0,
                "--epochs" => int.TryParse(value, CultureInfo.InvariantCulture, out epochs) && epochs > 0,
                "--out" => Directory.Exists(folder = value),
                _ => false,
            };
            if (!isRight)
            {
                Console.Error.WriteLine($"{args[i]} {value}: not understood.\n{Usage}");
                return BadUsage;
            }
        }
        Compare(seeds, epochs, folder);
        return 0;
    }

    private static void Compare(int seeds, int epochs, string folder)
    {
        WorkerPool.Threads = 1; // the trainings run side by side
        var outcomes = new List<RingOutcome>();
        Console.WriteLine("| variant | modes found of 8, by seed | good samples: mean (worst … best) |");
        Console.WriteLine("|---|---|---|");
        foreach (RingVariant variant in RingVariant.All)
        {
            long start = Stopwatch.GetTimestamp();
            Matrix[] samples = [.. Enumerable.Range(0, seeds).AsParallel().AsOrdered().Select(seed => new RingTraining(variant, (ulong)seed).Run(epochs))];
            var outcome = new RingOutcome(variant, samples);
            outcomes.Add(outcome);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {variant.Name} | {string.Join(", ", outcome.Scores.Select(s => s.Found))} | {Share(outcome.Scores.Average(s => s.Good))} ({Share(outcome.Scores.Min(s => s.Good))} … {Share(outcome.Scores.Max(s => s.Good))}) |"));
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{variant.Name}: {Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s"));
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
