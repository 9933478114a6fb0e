namespace Scratch.Benchmarks.Comparison;

/// <summary>The rows as lines of text.</summary>
public static class ComparisonTable
{
    /// <summary>What stands above the rows.</summary>
    public static string Header { get; } =
        $"{"workload",-22} {"unit",-10} {"Scratch",9}  {"peer",-16} {"its rate",9} {"ratio",7} {"best/best",9} "
            + $"{"of peak",7} {"rounds",6} {"difference",10}";

    /// <summary>One row.</summary>
    public static string Line(ComparisonRow row) =>
        $"{row.Workload,-22} {row.Unit,-10} {Rate(row.Scratch),9}  {row.Peer ?? "no peer here",-16} "
            + $"{Rate(row.PeerMedian),9} {row.Ratio,7:0.00} "
        + $"{row.BestRatio,9:0.00} {row.PeakShare,7:0.00} {row.Rounds,6} {row.Difference,10:0.0e0}";

    private static string Rate(double? rate) => rate switch
    {
        null => "",
        >= 100 => $"{rate:0}",
        >= 10 => $"{rate:0.0}",
        _ => $"{rate:0.000}",
    };
}
