using Scratch.Benchmarks.Workloads;

namespace Scratch.Benchmarks.Comparison;

/// <summary>One workload: Scratch and the peers that can do it, in turn, round by round.</summary>
/// <remarks>
/// A machine has fast and slow minutes, so only times of the same round are compared, and who comes first changes from
/// round to round. The median of the ratios is the figure; best over best stands beside it for peers with two ways of
/// being.
/// </remarks>
public static class Contest
{
    /// <summary>Runs a contest; one row for each peer, or one without a peer.</summary>
    public static IReadOnlyList<ComparisonRow> Run(
        Workload workload, IReadOnlyList<Peer> peers, int threads, int rounds)
    {
        List<Entrant> entrants = [new("Scratch", workload)];
        foreach (Peer peer in peers)
        {
            if (peer.Enter(workload) is { } contender)
            {
                entrants.Add(new Entrant(peer.Name, contender));
            }
        }
        float[][] results = [.. entrants.Select(entrant => entrant.Results())];
        entrants.ForEach(entrant => entrant.WarmUp());
        double[] peaks = new double[rounds];
        for (int round = 0; round < rounds; round++)
        {
            peaks[round] = FmaPeak.Measure();
            for (int i = 0; i < entrants.Count; i++)
            {
                entrants[(round + i) % entrants.Count].Time(round);
            }
        }
        return entrants.Count == 1
            ? [Row(workload, entrants[0], null, threads, peaks, null)]
            : [.. Enumerable.Range(1, entrants.Count - 1).Select(i => Row(
                workload, entrants[0], entrants[i], threads, peaks,
                    Agreement.Difference(results[0], results[i], workload.AgreesOneByOne)))];
    }

    private static ComparisonRow Row(
        Workload workload, Entrant scratch, Entrant? peer, int threads, double[] peaks, double? difference)
    {
        double work = workload.WorkPerRun;
        IReadOnlyList<double> own = scratch.Seconds;
        double? share = workload.GigaflopsPerRun > 0
            ? Median(own.Zip(peaks, (seconds, peak) => workload.GigaflopsPerRun / seconds / (peak * threads)))
            : null;
        return new ComparisonRow(
            workload.Name,
            threads,
            peer?.Name,
            workload.Unit,
            work / Median(own),
            peer is null ? null : work / Median(peer.Seconds))
        {
            Ratio = peer is null ? null : Median(own.Zip(peer.Seconds, (mine, theirs) => theirs / mine)),
            BestRatio = peer is null ? null : peer.Seconds.Min() / own.Min(),
            PeakShare = share,
            Rounds = (peer ?? scratch).Seconds.Count,
            Difference = difference,
        };
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
