using NUnit.Framework;
using Scratch.Engine;
using Scratch.Layers;
using Scratch.Tests.Engine;
using Scratch.Tests.Layers.Losses;

namespace Scratch.Tests.Layers;

/// <summary>
/// Every layer and loss by itself: the same bits whatever the number of threads, and nothing allocated once it is warm.
/// </summary>
[NonParallelizable]
public class WarmLayerTests
{
    [Test]
    public void The_number_of_threads_changes_no_bit(
        [ValueSource(typeof(LayerRun), nameof(LayerRun.Kinds))] string kind)
    {
        int[] expected = BitsOf(kind, 1);
        foreach (int threads in (int[])[2, 3, 8])
        {
            Assert.That(BitsOf(kind, threads).AsSpan().SequenceEqual(expected), Is.True, $"{threads} threads");
        }
    }

    [Test]
    public void A_warm_layer_allocates_nothing(
        [ValueSource(typeof(LayerRun), nameof(LayerRun.Kinds))] string kind, [Values(1, 2)] int threads)
    {
        using var pool = new PoolThreads(threads);
        LayerRun run = LayerRun.Of(kind, 150, 60);
        Assert.That(Allocations.OfWarm(() =>
        {
            run.Forward();
            run.Backward();
        }), Is.Zero);
    }

    [Test]
    public void A_warm_loss_allocates_nothing(
        [ValueSource(typeof(LossTests), nameof(LossTests.Losses))] Loss loss, [Values(1, 2)] int threads)
    {
        using var pool = new PoolThreads(threads);
        Matrix logits = Samples.Uniform(60, 300, seed: 1), target = Samples.Uniform(60, 300, seed: 2, low: 0);
        Matrix perExample = Matrix.Allocate(1, 60), dLogits = Matrix.Allocate(60, 300);
        Assert.That(Allocations.OfWarm(() => loss.Compute(logits, target, perExample, 1, dLogits)), Is.Zero);
    }

    private static int[] BitsOf(string kind, int threads)
    {
        using var pool = new PoolThreads(threads);
        LayerRun run = LayerRun.Of(kind, 301, 130); // large enough that every job has several parts
        run.Forward();
        run.Backward();
        return
        [
            .. Agreement.Bits(run.Output), .. Agreement.Bits(run.DInput),
            .. run.Parameters.Gradients.ToArray().Select(BitConverter.SingleToInt32Bits),
                .. run.State.Values.ToArray().Select(BitConverter.SingleToInt32Bits),
        ];
    }
}
