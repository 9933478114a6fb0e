using System.CommandLine;
using System.Globalization;
using Scratch.Engine;

namespace Scratch.Benchmarks.Growth;

/// <summary>
/// <c>growth</c>: what a training step takes, in time and memory, as the batch, the network and the data grow.
/// </summary>
public static class GrowthCommand
{
    private const double Mebibyte = 1 << 20;

    private static readonly Option<int> Threads = BenchmarkOptions.Count("--threads", "Threads of the training.", 1);
    private static readonly Option<DirectoryInfo> Out = BenchmarkOptions.Folder();

    /// <summary>The command: tables on the standard output, <c>growth.svg</c> in the folder.</summary>
    public static Command Create() => BenchmarkOptions.Command(
        "growth",
        "What a training step takes, in time and memory, as the batch, the network and the data grow.",
        [Threads, Out],
        parsed => Measure(parsed.GetValue(Threads), parsed.GetValue(Out)!.FullName));

    private static void Measure(int threads, string folder)
    {
        WorkerPool.Threads = threads;
        Console.WriteLine($"threads: {threads}");
        IReadOnlyList<GrowthCurve> curves = GrowthStudy.Run();
        foreach (GrowthCurve curve in curves)
        {
            Console.WriteLine();
            Print(curve);
        }
        File.WriteAllText(Path.Combine(folder, "growth.svg"), GrowthPicture.Draw(curves));
    }

    private static void Print(GrowthCurve curve)
    {
        Console.WriteLine($"| {curve.Variable} | ms / {curve.Timed} | GFLOP/s | parameters, gradients, moments, MiB | "
            + "activations, MiB | data, MiB |");
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach (GrowthPoint point in curve.Points)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {point.Value:N0} | {1e3 * point.Seconds:0.000} | {point.Flops / point.Seconds / 1e9:0} | "
                    + $"{point.Learned / Mebibyte:0.00} | {point.Activations / Mebibyte:0.00} | "
                    + $"{point.Data / Mebibyte:0.00} |"));
        }
    }
}
