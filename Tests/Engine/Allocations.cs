namespace Scratch.Tests.Engine;

/// <summary>Measures what a warm step allocates on all threads together.</summary>
internal static class Allocations
{
    /// <summary>The least that one of many repetitions allocates, in bytes.</summary>
    /// <remarks>
    /// The least, because the counter is the process's: a worker's scratch memory on its first part, or the test runner,
    /// comes into some repetitions. What a step allocates by itself comes into all of them.
    /// </remarks>
    public static long OfWarm(Action step)
    {
        long least = long.MaxValue;
        for (int repetition = 0; repetition < 50 && least > 0; repetition++)
        {
            step();
            long before = GC.GetTotalAllocatedBytes(precise: true);
            step();
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }
        return least;
    }
}
