using NUnit.Framework;
using Scratch.Engine;

namespace Scratch.Tests.Layers.Networks;

/// <summary>The number of threads changes the time, not a bit of the result.</summary>
[NonParallelizable]
public class ThreadTests
{
    private int _threads;

    [SetUp]
    public void Remember() => _threads = WorkerPool.Threads;

    [TearDown]
    public void Restore() => WorkerPool.Threads = _threads;

    [Test]
    public void A_network_gives_the_same_bits_forward_and_backward([Values(2, 3, 8)] int threads)
    {
        (int[] Losses, int[] DInput, float[] Gradients, float[] Values) expected = Run(1), actual = Run(threads);
        Assert.That(actual.Losses, Is.EqualTo(expected.Losses));
        Assert.That(actual.DInput, Is.EqualTo(expected.DInput));
        Assert.That(actual.Gradients, Is.EqualTo(expected.Gradients));
        Assert.That(actual.Values, Is.EqualTo(expected.Values), "after three updates");
    }

    private static (int[] Losses, int[] DInput, float[] Gradients, float[] Values) Run(int threads)
    {
        WorkerPool.Threads = threads;
        // large enough that every job has several parts
        var step = new TrainingStep(batch: 400, inputs: 301, hidden: 211, classes: 30);
        for (int i = 0; i < 3; i++)
        {
            step.Run();
        }
        step.ForwardAndBackward();
        float[] gradients = step.Network.Parameters.Gradients.ToArray();
        int[] losses = Agreement.Bits(step.PerExample);
        step.RunThroughOutput();
        return (losses, Agreement.Bits(step.DInput), gradients, step.Network.Parameters.Values.ToArray());
    }
}
