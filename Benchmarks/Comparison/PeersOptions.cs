namespace Scratch.Benchmarks.Comparison;

/// <summary>What <c>peers</c> was asked for.</summary>
/// <param name="Threads">Of Scratch and of every peer that has threads.</param>
/// <param name="Rounds">How often each is timed.</param>
/// <param name="Workloads">Their names, in the order of the tables.</param>
/// <param name="Json">The file for the rows; null for none.</param>
public sealed record PeersOptions(int Threads, int Rounds, IReadOnlyList<string> Workloads, string? Json);
