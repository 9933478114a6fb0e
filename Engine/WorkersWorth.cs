using System.Diagnostics;

namespace Scratch.Engine;

/// <summary>
/// An account of what the workers of a pool are worth to its caller: the work they took off it, against the time that
/// it waited for them. A worker whose processor another process wants makes every job late, and then the caller is
/// faster without: overdrawn, the workers rest, for longer each time that they are tried again in vain.
/// </summary>
/// <remarks>
/// Written by the thread that has the pool, read by the workers. Time is in ticks of <see cref="Stopwatch"/>. The
/// limits were tried beside a busy process and on free processors: decision 39 has the figures.
/// </remarks>
internal sealed class WorkersWorth
{
    private static readonly long Millisecond = Stopwatch.Frequency / 1000;
    private static readonly long MostDebt = 1 * Millisecond;   // less than a process keeps a processor
    private static readonly long MostCredit = 4 * Millisecond; // one such delay doesn't end what has paid for long
    private static readonly long LeastRest = 4 * Millisecond;
    private static readonly long MostRest = 256 * Millisecond;
    private static readonly long Proven = 64 * Millisecond;    // who has paid that much since the last rest begins anew

    private long _balance;
    private long _paid;
    private long _rest = LeastRest;
    private long _restsUntil;

    /// <summary>How long the workers rest from now on, in milliseconds; 0 if they work.</summary>
    public int RestLeft
    {
        get
        {
            long left = Volatile.Read(ref _restsUntil) - Stopwatch.GetTimestamp();
            return left > 0 ? 1 + (int)(left / Millisecond) : 0;
        }
    }

    /// <summary>What a worker does before it looks for parts: it sleeps while workers rest.</summary>
    public void Rest()
    {
        if (RestLeft is > 0 and int left)
        {
            Thread.Sleep(left);
        }
    }

    /// <summary>Books a job that has ended.</summary>
    /// <param name="own">The parts that the caller ran, at least one: their time tells that of the others.</param>
    /// <param name="others">The parts that workers ran.</param>
    /// <param name="worked">How long the caller took for its own.</param>
    /// <param name="waited">How long it then waited for the others'.</param>
    public void Book(int own, int others, long worked, long waited)
    {
        long saved = worked * others / own;
        long worth = saved - (saved / 4) - waited; // a quarter is what a second processor costs
        _balance = Math.Min(_balance + worth, MostCredit);
        _paid += worth;
        if (_paid > Proven)
        {
            _rest = LeastRest;
        }
        if (_balance < -MostDebt)
        {
            Volatile.Write(ref _restsUntil, Stopwatch.GetTimestamp() + _rest);
            _rest = Math.Min(2 * _rest, MostRest);
            _balance = 0;
            _paid = 0;
        }
    }
}
