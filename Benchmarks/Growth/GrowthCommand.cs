using System.Globalization;
using Scratch.Engine;

namespace Scratch.Benchmarks.Growth;

/// <summary><c>growth</c>: what a training step takes, in time and memory, as the batch, the network and the data grow.</summary>
public static class GrowthCommand
{
    private const int BadUsage = 2;
    private const double Mebibyte = 1 << 20;

    /// <summary>Runs the measurement: tables on the standard output, <c>growth.svg</c> in the folder.</summary>
    /// <returns>The exit code: 0, or 2 on bad usage.</returns>
    public static int Run(IReadOnlyList<string> args)
    {
        GrowthOptions options;
        try
        {
            options = GrowthOptions.Parse(args);
        }
        catch (ArgumentException bad) when (bad.ParamName is null)
        {
            Console.Error.WriteLine(bad.Message);
            Console.Error.WriteLine(GrowthOptions.Usage);
            return BadUsage;
        }
        WorkerPool.Threads = options.Threads;
        Console.WriteLine($"threads: {options.Threads}");
        IReadOnlyList<GrowthCurve> curves = GrowthStudy.Run();
        foreach (GrowthCurve curve in curves)
        {
            Console.WriteLine();
            Print(curve);
        }
        File.WriteAllText(Path.Combine(options.Folder, "growth.svg"), GrowthPicture.Draw(curves));
        return 0;
    }

    private static void Print(GrowthCurve curve)
    {
        Console.WriteLine($"| {curve.Variable} | ms / {curve.Timed} | GFLOP/s | parameters, gradients, moments, MiB | activations, MiB | data, MiB |");
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach (GrowthPoint point in curve.Points)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {point.Value:N0} | {1e3 * point.Seconds:0.000} | {point.Flops / point.Seconds / 1e9:0} | {point.Learned / Mebibyte:0.00} | {point.Activations / Mebibyte:0.00} | {point.Data / Mebibyte:0.00} |"));
        }
    }
}
