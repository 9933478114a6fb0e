namespace Scratch.Engine;

/// <summary>
/// What joins several processes (ranks) that run the same program on the same data: each computes its part of a
/// result, and all get the whole.
/// </summary>
/// <remarks>
/// Every rank calls the same methods in the same order with the same sizes. Nothing is added up on the way, only
/// copied, so that a result has the bits that one process gives it, whatever the number of ranks.
/// </remarks>
public interface IExchange
{
    /// <summary>The number of this rank, from 0 to <see cref="Count"/> − 1.</summary>
    int Rank { get; }

    /// <summary>The number of ranks, at least 1.</summary>
    int Count { get; }

    /// <summary>What this rank has exchanged so far.</summary>
    ExchangeFigures Figures { get; }

    /// <summary>What an exchange costs, by which ranks decide what they share. The same on every rank.</summary>
    ExchangeCosts Costs { get; }

    /// <summary>Gives every rank the parts of all.</summary>
    /// <param name="values">The whole; this rank has filled its own part, and the others' are overwritten.</param>
    /// <param name="offsets"><see cref="Count"/> + 1 places in <paramref name="values"/>, ascending from 0 to its
    /// length: rank r's part lies from the r-th to the next.</param>
    /// <exception cref="IOException">Another rank is gone.</exception>
    void Gather(Span<float> values, ReadOnlySpan<int> offsets);
}

/// <summary>What a rank has exchanged.</summary>
/// <param name="Count">How often.</param>
/// <param name="BytesReceived">The bytes of the others' parts. On average over the ranks as many are sent.</param>
/// <param name="Waited">The time from asking for the others' parts to having them.</param>
public readonly record struct ExchangeFigures(long Count, long BytesReceived, TimeSpan Waited)
{
    /// <summary>The sum of two.</summary>
    public ExchangeFigures Add(in ExchangeFigures other) =>
        new(Count + other.Count, BytesReceived + other.BytesReceived, Waited + other.Waited);

    /// <summary>What came after <paramref name="before"/>.</summary>
    public ExchangeFigures Since(in ExchangeFigures before) =>
        new(Count - before.Count, BytesReceived - before.BytesReceived, Waited - before.Waited);
}

/// <summary>
/// What an exchange takes, in multiply-adds that a rank could have done meanwhile. Nothing but time depends on it.
/// </summary>
/// <param name="Once">For asking at all.</param>
/// <param name="Float">For each float that is gathered.</param>
public readonly record struct ExchangeCosts(double Once, double Float)
{
    /// <summary>Whether a product is sooner done by all ranks than by each for itself.</summary>
    /// <param name="results">The elements of the result.</param>
    /// <param name="inner">The terms of each.</param>
    public bool IsWorth(long results, int inner) => results * (double)inner >= Once + (results * Float);
}
