using System.Diagnostics;
using System.Runtime.InteropServices;
using Scratch.Engine;

namespace Scratch.Mpi;

/// <summary>The exchange between the processes that <c>mpirun</c> started, over Open MPI.</summary>
/// <remarks>
/// A rank that ends is mpirun's to notice, which ends all others and says which it was. A rank that hangs is noticed by
/// the others: a thread of each says every second that its process is there, however long a computation takes; who has
/// not been heard of for <see cref="Patience"/> is named on stderr, and the job ends.
/// </remarks>
/// <example>
/// <code>
/// using MpiExchange ranks = MpiExchange.Join(); // mpirun -n 4 dotnet program.dll
/// using Exchange.Scope scope = Exchange.Use(ranks);
/// model.Fit(training, options);    // each rank its part, to the bytes of one process
/// model.Save("model.safetensors"); // rank 0 writes it
/// ranks.Complete();
/// </code>
/// </example>
public sealed unsafe class MpiExchange : IExchange, IDisposable
{
    private const string CountVariable = "OMPI_COMM_WORLD_SIZE", ShareAllVariable = "SCRATCH_SHARE_ALL";

    private readonly int[] _counts;
    private readonly Watch _watch;

    private MpiExchange(int rank, int count)
    {
        (Rank, Count) = (rank, count);
        _counts = new int[count];
        _ = Native.MPI_Comm_dup(Native.World, out nint own); // its messages and those of the training never meet
        _watch = new Watch(rank, count, own);
    }

    /// <summary>For how long a rank may be silent: 30 seconds.</summary>
    public static TimeSpan Patience => TimeSpan.FromSeconds(Watch.Patience);

    /// <summary>Whether <c>mpirun</c> has started this process. Loads nothing.</summary>
    public static bool IsLaunched => Environment.GetEnvironmentVariable(CountVariable) is not null;

    /// <inheritdoc/>
    public int Rank { get; }

    /// <inheritdoc/>
    public int Count { get; }

    /// <inheritdoc/>
    public ExchangeFigures Figures { get; private set; }

    /// <summary>
    /// As measured when the ranks joined, with <see cref="WorkerPool.Threads"/> as it was then; nothing, so that all
    /// products are shared, where SCRATCH_SHARE_ALL is 1.
    /// </summary>
    public ExchangeCosts Costs { get; private set; }

    /// <summary>Joins the other processes; once in a process. Waits for them.</summary>
    /// <exception cref="InvalidOperationException"><c>mpirun</c> has not started this process.</exception>
    /// <exception cref="IOException">Open MPI is not installed, or can't be called from several threads.</exception>
    public static MpiExchange Join()
    {
        if (!IsLaunched)
        {
            throw new InvalidOperationException(
                "The process was not started by mpirun; expected 'mpirun -n RANKS …' in front of the "
                + "command (Debian: apt-get install openmpi-bin libopenmpi3).");
        }
        if (!NativeLibrary.TryLoad(Native.Library, out _))
        {
            throw new IOException(
                $"{Native.Library} can't be loaded: Open MPI is not installed on {Environment.MachineName} (Debian: "
                + "apt-get install openmpi-bin libopenmpi3).");
        }
        _ = Native.MPI_Init_thread(0, 0, Native.ThreadMultiple, out int provided);
        if (provided < Native.ThreadMultiple)
        {
            throw new IOException(
                $"{Native.Library}: it can't be called from several threads; expected Open MPI 4 or 5 as Debian has "
                + "it.");
        }
        _ = Native.MPI_Comm_rank(Native.World, out int rank);
        _ = Native.MPI_Comm_size(Native.World, out int count);
        var exchange = new MpiExchange(rank, count);
        if (count > 1 && Environment.GetEnvironmentVariable(ShareAllVariable) != "1")
        {
            exchange.Costs = CostMeasurement.Run(exchange);
        }
        return exchange;
    }

    /// <inheritdoc/>
    /// <remarks>Where the exchange fails, Open MPI ends the process and says why.</remarks>
    public void Gather(Span<float> values, ReadOnlySpan<int> offsets)
    {
        for (int rank = 0; rank < Count; rank++)
        {
            _counts[rank] = offsets[rank + 1] - offsets[rank];
        }
        long begun = Stopwatch.GetTimestamp();
        fixed (float* received = values)
        fixed (int* counts = _counts, places = offsets)
        {
            _ = Native.MPI_Allgatherv(
                Native.InPlace, 0, Native.Float, received, counts, places, Native.Float, Native.World);
        }
        Figures = Figures.Add(
            new(1, sizeof(float) * (long)(values.Length - _counts[Rank]), Stopwatch.GetElapsedTime(begun)));
    }

    /// <summary>
    /// Waits until all ranks are done, and parts from them. A process that ends without it has failed: mpirun ends the
    /// others.
    /// </summary>
    public void Complete()
    {
        _ = Native.MPI_Barrier(Native.World); // under watch: others may take long
        _watch.Dispose();
        _ = Native.MPI_Finalize();
    }

    /// <summary>Ends the watch.</summary>
    public void Dispose() => _watch.Dispose();
}
