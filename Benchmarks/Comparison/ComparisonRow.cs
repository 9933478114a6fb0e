using System.Text.Json.Serialization;

namespace Scratch.Benchmarks.Comparison;

/// <summary>Scratch and one peer on one workload. Rates: more is better.</summary>
/// <param name="Workload">Its name.</param>
/// <param name="Threads">Of both.</param>
/// <param name="Peer">Its name; null where no peer took part.</param>
/// <param name="Unit">Of the two medians.</param>
/// <param name="Scratch">The median of Scratch's rates.</param>
/// <param name="PeerMedian">The median of the peer's rates.</param>
public sealed record ComparisonRow(
    string Workload, int Threads, string? Peer, string Unit, double Scratch, double? PeerMedian)
{
    /// <summary>The median of the rounds' ratios; above 1, Scratch is faster.</summary>
    public double? Ratio { get; init; }

    /// <summary>Scratch's best rate over the peer's.</summary>
    public double? BestRatio { get; init; }

    /// <summary>
    /// The median of Scratch's share of threads × the peak of one core; null where it makes no sense.
    /// </summary>
    public double? PeakShare { get; init; }

    /// <summary>The rounds that both took part in.</summary>
    public int Rounds { get; init; }

    /// <summary>How far the results of the two are apart, relative: see <see cref="Agreement"/>.</summary>
    public double? Difference { get; init; }
}

/// <summary>How the rows are written to a file.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(List<ComparisonRow>))]
public sealed partial class ComparisonJson : JsonSerializerContext;
