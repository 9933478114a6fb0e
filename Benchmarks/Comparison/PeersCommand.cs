using System.Text.Json;
using Scratch.Benchmarks.Workloads;
using Scratch.Engine;

namespace Scratch.Benchmarks.Comparison;

/// <summary><c>peers</c>: Scratch and other libraries on the same work, interleaved in one process.</summary>
public static class PeersCommand
{
    private const int BadUsage = 2;

    /// <summary>The command as it is started: with the native peers, in their program, where that was built.</summary>
    /// <returns>The exit code: 0, 1 if two contenders disagree, 2 on bad usage.</returns>
    public static int Run(string[] args) => WithOptions(args, options =>
        NativePeers.Absence is { } absence ? Compare(options, NativePeers.Missing(absence)) : NativePeers.Run(args, options.Threads));

    /// <summary>The command within the program of the native peers.</summary>
    public static int Run(string[] args, Func<PeersOptions, IEnumerable<Peer>> nativePeers) =>
        WithOptions(args, options => Compare(options, nativePeers(options)));

    private static int WithOptions(string[] args, Func<PeersOptions, int> run)
    {
        try
        {
            return run(PeersOptions.Parse(args));
        }
        catch (ArgumentException bad) when (bad.ParamName is null)
        {
            Console.Error.WriteLine(bad.Message);
            Console.Error.WriteLine(PeersOptions.Usage);
            return BadUsage;
        }
    }

    private static int Compare(PeersOptions options, IEnumerable<Peer> nativePeers)
    {
        WorkerPool.Threads = options.Threads;
        List<Peer> peers = [new MathNetPeer(options.Threads), new TensorPrimitivesPeer(), .. nativePeers];
        foreach (Peer peer in peers.Where(peer => peer.Absence is not null))
        {
            Console.WriteLine($"{peer.Name}: absent, {peer.Absence}");
        }
        Peer[] present = [.. peers.Where(peer => peer.Absence is null)];
        Console.WriteLine($"threads: {options.Threads}; rounds: {options.Rounds}; peak: {FmaPeak.Measure():0} GFLOP/s a core; of rates, more is better");
        Console.WriteLine(ComparisonTable.Header);
        List<ComparisonRow> rows = [];
        foreach (string name in options.Workloads)
        {
            IReadOnlyList<ComparisonRow> contest = Contest.Run(WorkloadList.All[name](), present, options.Threads, options.Rounds);
            rows.AddRange(contest);
            foreach (ComparisonRow row in contest)
            {
                Console.WriteLine(ComparisonTable.Line(row));
            }
        }
        if (options.Json is { } file)
        {
            File.WriteAllText(file, JsonSerializer.Serialize(rows, ComparisonJson.Default.ListComparisonRow) + "\n");
        }
        return Judge(rows);
    }

    private static int Judge(IEnumerable<ComparisonRow> rows)
    {
        ComparisonRow[] wrong = [.. rows.Where(row => row.Difference > Agreement.Limit)];
        foreach (ComparisonRow row in wrong)
        {
            Console.Error.WriteLine($"{row.Workload}: Scratch and {row.Peer} differ by {row.Difference:0.0e0}, more than {Agreement.Limit}: not the same arithmetic.");
        }
        return wrong.Length == 0 ? 0 : 1;
    }
}
