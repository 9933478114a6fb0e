using System.Runtime.ExceptionServices;
using Scratch.Engine;

namespace Scratch.Tests.Engine.Exchanges;

/// <summary>Ranks that are threads of this process. All products are shared, however small.</summary>
internal sealed class LocalExchange : IExchange
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Board _board;

    private LocalExchange(int rank, Board board) => (Rank, _board) = (rank, board);

    public int Rank { get; }

    public int Count => _board.Count;

    public ExchangeFigures Figures { get; private set; }

    public ExchangeCosts Costs => default;

    /// <summary>Runs the same on every rank, and throws what the first rank that failed by itself threw.</summary>
    public static void Run(int count, Action<LocalExchange> run)
    {
        using var board = new Board(count);
        var failures = new Exception?[count];
        Thread[] threads = [.. Enumerable.Range(0, count).Select(rank => new Thread(() =>
        {
            try
            {
                var exchange = new LocalExchange(rank, board);
                using Exchange.Scope scope = Exchange.Use(exchange);
                run(exchange);
            }
#pragma warning disable CA1031 // it belongs to whoever started the ranks
            catch (Exception failure)
#pragma warning restore CA1031
            {
                failures[rank] = failure;
                board.Gone.Cancel();
            }
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        Exception? first = Array.Find(failures, failure => failure is not (null or GoneException))
            ?? Array.Find(failures, failure => failure is not null);
        if (first is not null)
        {
            ExceptionDispatchInfo.Throw(first);
        }
    }

    public void Gather(Span<float> values, ReadOnlySpan<int> offsets)
    {
        Figures = Figures.Add(new(
            1, sizeof(float) * (long)(values.Length - (offsets[Rank + 1] - offsets[Rank])), TimeSpan.Zero));
        _board.Parts[Rank] = values[offsets[Rank]..offsets[Rank + 1]].ToArray();
        _board.Meet();
        for (int rank = 0; rank < Count; rank++)
        {
            if (_board.Parts[rank].Length != offsets[rank + 1] - offsets[rank])
            {
                throw new InvalidOperationException($"Ranks {Rank} and {rank} gather different sizes.");
            }
            _board.Parts[rank].CopyTo(values[offsets[rank]..]);
        }
        _board.Meet();
    }

    private sealed class GoneException() : IOException("Another rank is gone.");

    private sealed class Board(int count) : IDisposable
    {
        private readonly Barrier _barrier = new(count);

        public int Count => count;

        public float[][] Parts { get; } = new float[count][];

        /// <summary>Cancelled when a rank has failed.</summary>
        public CancellationTokenSource Gone { get; } = new();

        /// <summary>Waits until all ranks are here.</summary>
        public void Meet()
        {
            try
            {
                if (!_barrier.SignalAndWait(Patience, Gone.Token))
                {
                    throw new GoneException();
                }
            }
            catch (OperationCanceledException)
            {
                throw new GoneException();
            }
        }

        public void Dispose()
        {
            _barrier.Dispose();
            Gone.Dispose();
        }
    }
}
