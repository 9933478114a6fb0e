namespace Scratch.Engine;

/// <summary>
/// What joins several processes (ranks) that run the same program on the same data: each computes its part of a
/// result, and all get the whole.
/// </summary>
/// <remarks>
/// Every rank calls the same methods in the same order with the same sizes. Nothing is added up on the way, only copied,
/// so that a result has the bits that one process gives it, whatever the number of ranks.
/// </remarks>
public interface IExchange
{
    /// <summary>The number of this rank, from 0 to <see cref="Count"/> − 1.</summary>
    int Rank { get; }

    /// <summary>The number of ranks, at least 1.</summary>
    int Count { get; }

    /// <summary>The bytes that this rank has given to others so far, once for each other rank.</summary>
    long BytesSent { get; }

    /// <summary>
    /// Multiply-adds from which on the rows of a product are shared; with fewer, every rank has sooner computed it than
    /// asked the others. The same on every rank.
    /// </summary>
    long SmallestProduct { get; }

    /// <summary>Gives every rank the parts of all.</summary>
    /// <param name="values">The whole; this rank has filled its own part, and the others' are overwritten.</param>
    /// <param name="offsets"><see cref="Count"/> + 1 places in <paramref name="values"/>, ascending from 0 to its
    /// length: rank r's part lies from the r-th to the next.</param>
    /// <exception cref="IOException">Another rank is gone.</exception>
    void Gather(Span<float> values, ReadOnlySpan<int> offsets);
}
