using NUnit.Framework;
using Scratch.Engine;

namespace Scratch.Tests.Layers.Networks;

/// <summary>
/// A warm training step allocates nothing: no pause for the garbage collector, whatever the length of the training.
/// </summary>
[NonParallelizable]
public class AllocationTests
{
    private int _threads;

    [SetUp]
    public void Remember() => _threads = WorkerPool.Threads;

    [TearDown]
    public void Restore() => WorkerPool.Threads = _threads;

    [Test]
    public void On_one_thread()
    {
        WorkerPool.Threads = 1;
        Assert.That(LeastAllocated(GC.GetAllocatedBytesForCurrentThread), Is.Zero);
    }

    [Test]
    public void On_several_threads([Values(2, 3)] int threads)
    {
        WorkerPool.Threads = threads;
        Assert.That(LeastAllocated(() => GC.GetTotalAllocatedBytes(precise: true)), Is.Zero);
    }

    /// <summary>
    /// The least of several measurements: other threads of the test runner may allocate during one, not during all.
    /// </summary>
    private static long LeastAllocated(Func<long> allocated)
    {
        var step = new TrainingStep(batch: 128, inputs: 200, hidden: 150, classes: 10);
        long least = long.MaxValue;
        for (int measurement = 0; measurement < 100 && least > 0; measurement++)
        {
            if (measurement % 10 == 0)
            {
                Run(step, times: 10); // the first times are the warm-up
            }
            long before = allocated();
            Run(step, times: 1); // briefly, so that the others are still for so long
            least = Math.Min(least, allocated() - before);
        }
        return least;
    }

    private static void Run(TrainingStep step, int times)
    {
        for (int i = 0; i < times; i++)
        {
            step.Run();
            step.RunThroughOutput();
            step.Network.Parameters.ZeroGradients();
        }
    }
}
