using System.Diagnostics;

namespace Scratch.Tests.Engine;

/// <summary>Measures what a warm step allocates on all threads together.</summary>
internal static class Allocations
{
    private static readonly TimeSpan AtLeast = TimeSpan.FromSeconds(10);

    /// <summary>The least that one of many repetitions allocates, in bytes.</summary>
    /// <remarks>
    /// The least, because the counter is the process's: a worker's scratch memory on its first part, or the test
    /// runner, comes into some repetitions, and on a busy machine into all of those of a few milliseconds. What a step
    /// allocates by itself comes into all of them.
    /// </remarks>
    public static long OfWarm(Action step)
    {
        long least = long.MaxValue;
        long start = Stopwatch.GetTimestamp();
        for (int repetition = 0; least > 0
            && (repetition < 50 || Stopwatch.GetElapsedTime(start) < AtLeast); repetition++)
        {
            step();
            long before = GC.GetTotalAllocatedBytes(precise: true);
            step();
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }
        return least;
    }
}
