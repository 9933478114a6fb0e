using System.CommandLine;
using System.Text.Json;
using Scratch.Benchmarks.Workloads;
using Scratch.Engine;

namespace Scratch.Benchmarks.Comparison;

/// <summary><c>peers</c>: Scratch and other libraries on the same work, interleaved in one process.</summary>
public static class PeersCommand
{
    private static readonly Option<int> Threads =
        BenchmarkOptions.Count("--threads", "Threads of Scratch and of every peer that has threads.", 1);
    private static readonly Option<int> Rounds = BenchmarkOptions.Count("--rounds", "How often each is timed.", 20);
    private static readonly Option<string?> Only =
        new("--only") { Description = "These workloads alone, with commas between.", HelpName = "WORKLOAD,…" };
    private static readonly Option<string?> Json =
        new("--json") { Description = "A file for the rows.", HelpName = "FILE" };

    /// <summary>
    /// The command as it is started: with the native peers, in their program, where that was built. Exits with 1 if two
    /// contenders disagree.
    /// </summary>
    public static Command Create() => Create((options, tokens) =>
        NativePeers.Absence is { } absence ? Compare(options, NativePeers.Missing(absence))
            : NativePeers.Run(tokens, options.Threads));

    /// <summary>The command within the program of the native peers.</summary>
    public static Command Create(Func<PeersOptions, IEnumerable<Peer>> nativePeers) =>
        Create((options, _) => Compare(options, nativePeers(options)));

    private static Command Create(Func<PeersOptions, IEnumerable<string>, int> run)
    {
        var command = new Command(
            "peers", "Scratch and other libraries on the same work, interleaved in one process.") { Threads, Rounds,
            Only, Json };
        command.Validators.Add(result =>
        {
            if (result.GetValue(Only)?.Split(',')
                .FirstOrDefault(name => !WorkloadList.Find(name).Any()) is { } unknown)
            {
                result.AddError($"There is no workload '{unknown}'; expected some of "
                    + $"{string.Join(", ", WorkloadList.All.Keys)}.");
            }
        });
        command.SetAction(parsed => run(
            new PeersOptions(
                parsed.GetValue(Threads),
                parsed.GetValue(Rounds),
                [.. parsed.GetValue(Only)?.Split(',').SelectMany(WorkloadList.Find) ?? WorkloadList.All.Keys],
                parsed.GetValue(Json)),
            parsed.Tokens.Select(token => token.Value)));
        return command;
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
        Console.WriteLine($"threads: {options.Threads}; rounds: {options.Rounds}; peak: {FmaPeak.Measure():0} GFLOP/s "
            + "a core; of rates, more is better");
        Console.WriteLine(ComparisonTable.Header);
        List<ComparisonRow> rows = [];
        foreach (string name in options.Workloads)
        {
            IReadOnlyList<ComparisonRow> contest =
                Contest.Run(WorkloadList.All[name](), present, options.Threads, options.Rounds);
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
            Console.Error.WriteLine(
                $"{row.Workload}: Scratch and {row.Peer} differ by {row.Difference:0.0e0}, more than "
                + $"{Agreement.Limit}: not the same arithmetic.");
        }
        return wrong.Length == 0 ? 0 : 1;
    }
}
