using System.Runtime.InteropServices;

namespace Scratch.Engine;

/// <summary>The exchange that what runs on this thread takes part in: none, or that of <see cref="Use"/>.</summary>
/// <remarks>
/// It belongs to the thread that trains, as <see cref="WorkerPool"/> to the process: layers, attacks and the training
/// loop meet it here, and none of their signatures knows of ranks. The pool's workers have none, so a job's parts never
/// exchange anything.
/// </remarks>
public static class Exchange
{
    [ThreadStatic]
    private static IExchange? _current;

    [ThreadStatic]
    private static int[]? _offsets;

    [ThreadStatic]
    private static float[]? _room;

    /// <summary>The exchange of this thread; null if it computes alone.</summary>
    public static IExchange? Current => _current;

    /// <summary>
    /// True for the one rank that prints and writes files: rank 0, and whoever computes alone. All others compute the
    /// same and leave nothing behind.
    /// </summary>
    public static bool IsWriter => _current is not { Rank: > 0 };

    /// <summary>Joins an exchange, or with null leaves it, until what this returns is disposed of.</summary>
    /// <example><code>using Exchange.Scope scope = Exchange.Use(exchange);</code></example>
    public static Scope Use(IExchange? exchange)
    {
        var scope = new Scope(_current);
        _current = exchange is { Count: > 1 } ? exchange : null;
        return scope;
    }

    /// <summary>The rows that are this rank's among <paramref name="rows"/>; all of them without an exchange.</summary>
    public static (int First, int Count) OwnRows(int rows)
    {
        if (_current is not { } exchange)
        {
            return (0, rows);
        }
        int first = FirstRow(rows, exchange.Rank, exchange.Count);
        return (first, FirstRow(rows, exchange.Rank + 1, exchange.Count) - first);
    }

    /// <summary>Gives every rank all rows of a matrix, of which each has filled its <see cref="OwnRows"/>.</summary>
    public static void GatherRows(Matrix matrix)
    {
        if (_current is not { } exchange || matrix.IsEmpty)
        {
            return;
        }
        Span<int> offsets = Offsets(exchange);
        for (int rank = 0; rank < offsets.Length; rank++)
        {
            offsets[rank] = FirstRow(matrix.Rows, rank, exchange.Count) * matrix.Columns;
        }
        if (matrix.IsContiguous)
        {
            exchange.Gather(matrix.Span, offsets);
            return;
        }
        if (_room is null || _room.Length < matrix.Length)
        {
            _room = GC.AllocateUninitializedArray<float>(matrix.Length, pinned: true);
        }
        var packed = new Matrix(_room, 0, matrix.Rows, matrix.Columns, matrix.Columns);
        (int first, int count) = OwnRows(matrix.Rows);
        matrix.SliceRows(first, count).CopyTo(packed.SliceRows(first, count));
        exchange.Gather(packed.Span, offsets);
        packed.CopyTo(matrix);
    }

    /// <summary>
    /// The bits that any rank has set, for what the ranks would not all decide alike: an interruption, a clock.
    /// </summary>
    /// <param name="flags">Those of this rank.</param>
    public static int Any(int flags)
    {
        if (_current is not { } exchange)
        {
            return flags;
        }
        Span<int> all = stackalloc int[exchange.Count];
        GatherOne(exchange, flags, all);
        foreach (int other in all)
        {
            flags |= other;
        }
        return flags;
    }

    /// <summary>Throws, on every rank, unless all ranks have the same bits.</summary>
    /// <param name="values">Those of this rank.</param>
    /// <param name="what">What differs, for the message: such as <c>its classifier is another</c>.</param>
    /// <exception cref="InvalidDataException">The message names the first rank that has others than rank 0.</exception>
    public static void RequireSame(ReadOnlySpan<float> values, string what) =>
        RequireSame(MemoryMarshal.Cast<float, ushort>(values), what);

    /// <summary>Throws, on every rank, unless all ranks have the same text.</summary>
    /// <param name="text">That of this rank.</param>
    /// <param name="what">What differs, for the message: such as <c>its options are others</c>.</param>
    /// <exception cref="InvalidDataException">The message names the first rank that has another.</exception>
    public static void RequireSame(string text, string what) =>
        RequireSame(MemoryMarshal.Cast<char, ushort>(text), what);

    private static void RequireSame(ReadOnlySpan<ushort> bits, string what)
    {
        if (_current is not { } exchange)
        {
            return;
        }
        Span<int> digests = stackalloc int[exchange.Count];
        GatherOne(exchange, Digest(bits), digests);
        int other = digests.IndexOfAnyExcept(digests[0]);
        if (other >= 0)
        {
            throw new InvalidDataException(
                $"Rank {other} of {exchange.Count} is not like rank 0: {what}; expected the same program, options and "
                + "data on every rank.");
        }
    }

    /// <summary>FNV-1a (Fowler, Noll and Vo) of 64 bits, two bytes at a time, folded.</summary>
    private static int Digest(ReadOnlySpan<ushort> bits)
    {
        ulong digest = 0xcbf29ce484222325;
        foreach (ushort two in bits)
        {
            digest = (digest ^ two) * 0x100000001b3;
        }
        return (int)(digest ^ (digest >> 32));
    }

    private static void GatherOne(IExchange exchange, int own, Span<int> all)
    {
        Span<int> offsets = Offsets(exchange);
        for (int rank = 0; rank < offsets.Length; rank++)
        {
            offsets[rank] = rank;
        }
        all[exchange.Rank] = own;
        exchange.Gather(MemoryMarshal.Cast<int, float>(all), offsets); // the bits, whatever they mean
    }

    private static Span<int> Offsets(IExchange exchange)
    {
        if (_offsets is null || _offsets.Length <= exchange.Count)
        {
            _offsets = new int[exchange.Count + 1];
        }
        return _offsets.AsSpan(0, exchange.Count + 1);
    }

    private static int FirstRow(int rows, int rank, int count) => (int)((long)rows * rank / count);

    /// <summary>Puts back the exchange that the thread had before.</summary>
    public readonly ref struct Scope
    {
        private readonly IExchange? _before;

        internal Scope(IExchange? before) => _before = before;

        /// <summary>Ends it.</summary>
        public void Dispose() => _current = _before;
    }
}
