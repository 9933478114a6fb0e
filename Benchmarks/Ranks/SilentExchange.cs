using Scratch.Engine;

namespace Scratch.Benchmarks.Ranks;

/// <summary>
/// The last of many ranks, whose share is never the smallest, with nobody at the other end: it computes what a rank
/// computes and counts what it would send. What it learns is worth nothing.
/// </summary>
internal sealed class SilentExchange(int count, ExchangeCosts costs) : IExchange
{
    public int Rank => count - 1;

    public int Count => count;

    public ExchangeCosts Costs => costs;

    public ExchangeFigures Figures { get; private set; }

    public void Gather(Span<float> values, ReadOnlySpan<int> offsets)
    {
        if (values.Length == count)
        {
            values.Fill(values[Rank]); // one number of each rank: they agree
        }
        Figures = Figures.Add(new(
            1, sizeof(float) * (long)(values.Length - (offsets[Rank + 1] - offsets[Rank])), TimeSpan.Zero));
    }
}
