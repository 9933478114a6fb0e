using Scratch.Benchmarks.Workloads;

namespace Scratch.Benchmarks.Comparison;

/// <summary>A library to compare with.</summary>
public abstract class Peer
{
    /// <summary>The name in tables.</summary>
    public abstract string Name { get; }

    /// <summary>Why the peer can't take part, and how to get it; null if it is here.</summary>
    public virtual string? Absence => null;

    /// <summary>The peer's way to do the same on the same data; null if it has nothing like it.</summary>
    public abstract Contender? Enter(Workload workload);
}

/// <summary>A peer that is not here. It is named, so that nobody takes a table without it for the whole.</summary>
public sealed class AbsentPeer(string name, string absence) : Peer
{
    /// <inheritdoc/>
    public override string Name => name;

    /// <inheritdoc/>
    public override string? Absence => absence;

    /// <inheritdoc/>
    public override Contender? Enter(Workload workload) => null;
}
