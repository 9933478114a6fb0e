using System.CommandLine;
using System.Diagnostics;
using Scratch.Adversarial.Runs.Configuration;
using Scratch.Adversarial.Runs.Pipeline;
using Scratch.Engine;

namespace Scratch.Benchmarks.Ranks;

/// <summary>
/// <c>ranks</c>: what an update takes that ranks share, for 2 to 1,024 ranks of one core each, on two networks. The
/// computing is measured, one rank's; the way of the bytes is a formula.
/// </summary>
/// <remarks>
/// An exchange of n ranks takes ⌈log₂ n⌉ latencies, and the bytes of a rank their time at 90 % of the network's rate. A
/// ring Allreduce of gradients takes 2 (n − 1) latencies and 2 (n − 1)/n times the parameters' bytes; its computing is
/// that of one process through n, which is more than can be had.
/// </remarks>
public static class RanksCommand
{
    private static readonly (string Name, double BytesPerSecond, double Latency)[] Networks =
        [("10 GbE", 0.9 * 10e9 / 8, 30e-6), ("100 Gb InfiniBand", 0.9 * 100e9 / 8, 3e-6)];

    private const int Epochs = 3; // some fifty updates, of which the quickest counts

    private static readonly int[] Counts = [2, 4, 16, 128, 1024];

    private static readonly string[] Names = ["default", "robust-0.1", "gan", "few-labels-1000"];

    /// <summary>The command: prints a table for each preset.</summary>
    public static Command Create() => BenchmarkOptions.Command(
        "ranks", "What an update takes that 2 to 1,024 ranks share, on two networks.", [], _ => Compare());

    private static void Compare()
    {
        WorkerPool.Threads = 1;
        double rate = MultiplyAddsPerSecond();
        Console.WriteLine($"One core: {rate / 1e9:0.0} G multiply-adds/s");
        foreach (string name in Names)
        {
            RunConfiguration preset = Presets.Find(name);
            Measure(preset, null); // until the compiler is done
            Dictionary<string, RankedUpdate> alone = Measure(preset, null);
            foreach ((string network, double bytesPerSecond, double latency) in Networks)
            {
                foreach (int count in Counts)
                {
                    double once = latency * Math.Ceiling(Math.Log2(count)) * rate * count / (count - 1);
                    var costs = new ExchangeCosts(once, sizeof(float) * rate / bytesPerSecond);
                    foreach ((string stage, RankedUpdate shared) in Measure(preset, new SilentExchange(count, costs)))
                    {
                        double one = alone[stage].Seconds, ring = 2 * (count - 1.0) / count * 4 * shared.Parameters;
                        double ours = shared.Seconds + (shared.Bytes / bytesPerSecond)
                            + (shared.Exchanges * latency * Math.Ceiling(Math.Log2(count)));
                        double plain = (one / count) + (ring / bytesPerSecond) + (2 * (count - 1) * latency);
                        Console.WriteLine(
                            $"{name} {stage}, {network}, {count} ranks: {shared.Exchanges:0.0} exchanges, "
                            + $"{shared.Bytes / 1e6:0.000} MB (ring {ring / 1e6:0.000}); "
                            + $"{1e3 * shared.Seconds:0.00} ms computing of {1e3 * one:0.00}; "
                            + $"{one / ours:0.00} times one rank (ring {one / plain:0.00})");
                    }
                }
            }
        }
    }

    private static Dictionary<string, RankedUpdate> Measure(RunConfiguration preset, IExchange? exchange)
    {
        RunConfiguration configuration = preset with
        {
            Quick = true,
            Validation = preset.Validation == 0 ? 0 : 100,
            Prompts = preset.Prompts with { Epochs = Epochs },
            Gan = preset.Gan with
            {
                Epochs = Epochs,
                EncoderEpochs = Math.Min(Epochs, preset.Gan.EncoderEpochs),
                Guard = null,
            },
            Classifier = preset.Classifier with { Epochs = Epochs, Probe = null },
        };
        var source = DataSources.Open(configuration);
        var (training, validation) = ValidationSplit.Take(configuration, source, source.OpenTraining());
        var updates = new RankedUpdates();
        using Exchange.Scope scope = Exchange.Use(exchange);
        Plan.Trainings(configuration).Run(new RunContext(configuration, training, validation, [updates]));
        return updates.Trainings;
    }

    private static double MultiplyAddsPerSecond()
    {
        const int rows = 128, inner = 784, columns = 512, tries = 300;
        Matrix a = Matrix.Allocate(rows, inner), b = Matrix.Allocate(inner, columns),
            c = Matrix.Allocate(rows, columns);
        double best = double.MaxValue;
        for (int i = 0; i < tries; i++)
        {
            long begun = Stopwatch.GetTimestamp();
            MatrixProduct.Multiply(a, b, default, c);
            best = Math.Min(best, Stopwatch.GetElapsedTime(begun).TotalSeconds);
        }
        return (double)rows * inner * columns / best;
    }
}
