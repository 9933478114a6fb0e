using System.Diagnostics;

namespace Scratch.Engine;

/// <summary>The one pool of worker threads of the process, for fork and join.</summary>
/// <remarks>
/// The caller always works too, so n threads means n − 1 workers, and one thread means none. Every thread has a share
/// of the parts that is the same for every job of that shape, so that what it wrote in one job it finds in its own
/// cache in the next; a thread that is done takes from the others' shares. Workers spin for a bounded time when there
/// are no parts left, and then park. If the pool is busy (another training is using it, or a job asks for the pool from
/// inside), the caller runs its parts alone: many trainings side by side share, and never wait. Workers that keep the
/// caller waiting rest for a quarter of a second at most; a job that still has parts then gets them back.
/// </remarks>
public sealed class WorkerPool
{
    private const long Closed = int.MaxValue;
    private const int TicketsApart = 16; // 128 bytes, so that no two tickets share a line of the cache or its neighbour
    // longer than the serial stretches of a step, shorter than two wake-ups
    private const double SpinMicroseconds = 200;
    private static readonly long SpinTicks = (long)(SpinMicroseconds * Stopwatch.Frequency / 1e6);
    private static readonly Lock Changing = new();
    private static WorkerPool _shared = new(Environment.ProcessorCount);

    private readonly object _parking = new();
    private readonly WorkersWorth _worth = new();
    private readonly bool _maySpin;
    private readonly Thread[] _workers;
    private bool _started;
    private volatile bool _stopped;
    private int _busy;
    private int _parked;

    // The job at hand, and a ticket for each thread's share of it. A ticket is (generation, next part) in one word: who
    // claims a part by compare-and-swap knows that the job it read before is still the job of that generation. Between
    // jobs the next part is Closed, which no job has, so that nothing can be claimed while the fields of the next job
    // are being written.
    private readonly long[] _tickets;
    private ParallelJob? _job;
    private int _parts;
    private int _completed;
    private Exception? _failure;

    private WorkerPool(int threads)
    {
        _workers = new Thread[threads - 1];
        _maySpin = threads <= Environment.ProcessorCount;
        _tickets = new long[threads * TicketsApart];
        Array.Fill(_tickets, Closed);
    }

    /// <summary>
    /// The number of threads that work on a job, the caller included. The number of processors unless set.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not within 1 … 256.</exception>
    public static int Threads
    {
        get => _shared._workers.Length + 1;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 256);
            lock (Changing)
            {
                if (value != Threads)
                {
                    WorkerPool old = _shared;
                    _shared = new WorkerPool(value);
                    old.Stop();
                }
            }
        }
    }

    /// <summary>Runs all parts of a job and returns when the last has ended. Allocates nothing.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="parts"/> is negative.</exception>
    /// <exception cref="AggregateException">A part failed, on whatever thread; the others have ended.</exception>
    public static void Run(ParallelJob job, int parts)
    {
        ArgumentNullException.ThrowIfNull(job);
        ArgumentOutOfRangeException.ThrowIfNegative(parts);
        WorkerPool pool = _shared;
        if (parts <= 1 || pool._workers.Length == 0 || Interlocked.CompareExchange(ref pool._busy, 1, 0) != 0)
        {
            RunAlone(job, parts);
            return;
        }
        try
        {
            pool.ForkAndJoin(job, parts);
        }
        finally
        {
            Volatile.Write(ref pool._busy, 0);
        }
    }

    /// <summary>
    /// What the pool does, without the pool: also where a part fails, so that no caller sees how many threads there
    /// are.
    /// </summary>
    private static void RunAlone(ParallelJob job, int parts)
    {
        Exception? first = null;
        for (int part = 0; part < parts; part++)
        {
            try
            {
                job.Run(part);
            }
#pragma warning disable CA1031 // whatever a part throws belongs to the caller of Run
            catch (Exception failure)
#pragma warning restore CA1031
            {
                first ??= failure;
            }
        }
        if (first is not null)
        {
            throw new AggregateException(first);
        }
    }

    private void ForkAndJoin(ParallelJob job, int parts)
    {
        Start();
        _job = job;
        _parts = parts;
        _completed = 0;
        long generation = (Ticket(0) >> 32) + 1;
        for (int share = 0; share < Shares; share++)
        {
            Interlocked.Exchange(ref Ticket(share), (generation << 32) | (uint)FirstPart(share)); // publishes the job
        }
        if (Volatile.Read(ref _parked) > 0)
        {
            lock (_parking)
            {
                Monitor.PulseAll(_parking);
            }
        }
        long start = Stopwatch.GetTimestamp();
        int own = RunParts(0);
        long worked = Stopwatch.GetTimestamp();
        WaitForOthers(parts);
        if (own > 0 && own < parts)
        {
            _worth.Book(own, parts - own, worked - start, Stopwatch.GetTimestamp() - worked);
        }
        for (int share = 0; share < Shares; share++)
        {
            Interlocked.Exchange(ref Ticket(share), (generation << 32) | Closed); // before any write to the fields
        }
        _job = null;
        if (_failure is { } failure)
        {
            _failure = null;
            throw new AggregateException(failure);
        }
    }

    /// <summary>
    /// Waits for the parts that workers still run: spins at first, then yields, so that a worker without a processor
    /// gets this one.
    /// </summary>
    private void WaitForOthers(int parts)
    {
        SpinWait yielding = default;
        long end = Stopwatch.GetTimestamp() + SpinTicks;
        while (Volatile.Read(ref _completed) < parts)
        {
            if (_maySpin && Stopwatch.GetTimestamp() < end)
            {
                Thread.SpinWait(8);
            }
            else
            {
                yielding.SpinOnce(sleep1Threshold: -1);
            }
        }
    }

    /// <summary>Runs the parts of the thread's own share, then what is left of the others'; returns how many.</summary>
    private int RunParts(int own)
    {
        int ran = 0;
        for (int i = 0; i < Shares; i++)
        {
            while (TryRunPart((own + i) % Shares))
            {
                ran++;
            }
        }
        return ran;
    }

    private bool TryRunPart(int share)
    {
        while (true)
        {
            long ticket = Volatile.Read(ref Ticket(share));
            ParallelJob? job = Volatile.Read(ref _job);
            int part = (int)ticket;
            if (part >= FirstPart(share + 1) || job is null)
            {
                return false;
            }
            if (Interlocked.CompareExchange(ref Ticket(share), ticket + 1, ticket) == ticket)
            {
                try
                {
                    job.Run(part);
                }
#pragma warning disable CA1031 // whatever a part throws belongs to the caller of Run
                catch (Exception failure)
#pragma warning restore CA1031
                {
                    Interlocked.CompareExchange(ref _failure, failure, null);
                }
                Interlocked.Increment(ref _completed);
                return true;
            }
        }
    }

    private int Shares => _workers.Length + 1;

    private ref long Ticket(int share) => ref _tickets[share * TicketsApart];

    /// <summary>Where a share of the job at hand begins; shares differ by one part at most.</summary>
    private int FirstPart(int share) => (int)((long)Volatile.Read(ref _parts) * share / Shares);

    private void Start()
    {
        if (_started)
        {
            return;
        }
        _started = true;
        for (int i = 0; i < _workers.Length; i++)
        {
            int share = i + 1;
            _workers[i] = new Thread(() => Work(share)) { IsBackground = true, Name = $"Scratch worker {share}" };
            _workers[i].Start();
        }
    }

    private void Stop()
    {
        _stopped = true;
        lock (_parking)
        {
            Monitor.PulseAll(_parking);
        }
    }

    private void Work(int share)
    {
        while (!_stopped)
        {
            _worth.Rest();
            long seen = Volatile.Read(ref Ticket(share)) >> 32; // before the parts, so that no job is missed
            RunParts(share);
            if (!SpinForNewJob(share, seen))
            {
                Park(share, seen);
            }
        }
    }

    private bool SpinForNewJob(int share, long seen)
    {
        long end = Stopwatch.GetTimestamp() + SpinTicks;
        while (_maySpin && Stopwatch.GetTimestamp() < end)
        {
            if (Volatile.Read(ref Ticket(share)) >> 32 != seen)
            {
                return true;
            }
            Thread.SpinWait(8);
        }
        return false;
    }

    private void Park(int share, long seen)
    {
        lock (_parking)
        {
            Interlocked.Increment(ref _parked); // before the last look at the ticket, so that no job is slept through
            while (Volatile.Read(ref Ticket(share)) >> 32 == seen && !_stopped)
            {
                Monitor.Wait(_parking);
            }
            Interlocked.Decrement(ref _parked);
        }
    }
}
