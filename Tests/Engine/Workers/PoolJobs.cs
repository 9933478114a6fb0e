using System.Diagnostics;
using Scratch.Engine;

namespace Scratch.Tests.Engine.Workers;

/// <summary>
/// Counts how often each part ran, without atomic operations: a part that two threads had could lose a count, or gain
/// one.
/// </summary>
internal sealed class CountingJob(int mostParts) : ParallelJob
{
    private readonly int[] _runs = new int[mostParts];

    protected internal override void Run(int part)
    {
        _runs[part]++;
        Thread.SpinWait(part % 4); // gives the workers time to come, and the parts different lengths
    }

    /// <summary>Runs the job on the pool; true if each part ran once and nothing else did.</summary>
    public bool RunsEachPartOnce(int parts)
    {
        Array.Clear(_runs);
        WorkerPool.Run(this, parts);
        return !_runs.AsSpan(0, parts).ContainsAnyExcept(1) && !_runs.AsSpan(parts).ContainsAnyExcept(0);
    }
}

/// <summary>
/// Parts that wait for each other: it ends well only if as many threads as parts work on it at the same time.
/// </summary>
internal sealed class MeetingJob(int parts) : ParallelJob
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private int _arrived;
    private int _met;

    protected internal override void Run(int part)
    {
        Interlocked.Increment(ref _arrived);
        long start = Stopwatch.GetTimestamp();
        SpinWait waiting = default;
        while (Volatile.Read(ref _arrived) < parts)
        {
            if (Stopwatch.GetElapsedTime(start) > Patience)
            {
                return;
            }
            waiting.SpinOnce(sleep1Threshold: -1);
        }
        Interlocked.Increment(ref _met);
    }

    /// <summary>Runs the job on the pool; false if a part waited in vain.</summary>
    public bool AllMeet()
    {
        _arrived = 0;
        _met = 0;
        WorkerPool.Run(this, parts);
        return _met == parts;
    }
}

/// <summary>Whatever a test wants done.</summary>
internal sealed class ActionJob(Action<int> action) : ParallelJob
{
    protected internal override void Run(int part) => action(part);
}
