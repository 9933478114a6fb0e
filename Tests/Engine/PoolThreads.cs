using Scratch.Engine;

namespace Scratch.Tests.Engine;

/// <summary>Sets the number of threads of the pool until disposed. Only for tests that don't run in parallel.</summary>
internal readonly struct PoolThreads : IDisposable
{
    /// <summary>
    /// One; the caller and one worker; more than two processors have; more than most jobs have parts.
    /// </summary>
    public static readonly int[] Counts = [1, 2, 3, 8];

    private readonly int _before;

    public PoolThreads(int threads)
    {
        _before = WorkerPool.Threads;
        WorkerPool.Threads = threads;
    }

    public void Dispose() => WorkerPool.Threads = _before;
}
