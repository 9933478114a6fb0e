using NUnit.Framework;
using Scratch.Engine;
using Scratch.Layers;
using Scratch.Tests.Layers.Losses;

namespace Scratch.Tests.Layers.Networks;

/// <summary>
/// Large batches are cut into parts of rows, for the worker threads; wherever a batch ends, its rows are the same.
/// </summary>
public class PartTests
{
    // parts of layers and losses have 8,192 or 16,384 numbers: 1,024 or 2,048 rows of these
    private const int Width = 8;
    private const int Longest = 2500;

    private static readonly int[] Batches = [1023, 1024, 1025, 2047, 2048, 2049];

    // in training the batch decides
    private static IEnumerable<string> Kinds => LayerRun.Kinds.Except(["BatchNormalisation", "Dense from 784"]);

    [Test]
    public void Rows_of_a_layer_do_not_depend_on_where_the_batch_ends([ValueSource(nameof(Kinds))] string kind)
    {
        LayerRun longest = Run(kind, Longest);
        foreach (int batch in Batches)
        {
            LayerRun run = Run(kind, batch);
            Assert.That(Agreement.Bits(run.Output), Is.EqualTo(Agreement.Bits(longest.Output.SliceRows(0, batch))),
                $"output of {batch}");
            Assert.That(Agreement.Bits(run.DInput), Is.EqualTo(Agreement.Bits(longest.DInput.SliceRows(0, batch))),
                $"dInput of {batch}");
        }
    }

    [Test]
    public void Rows_of_a_loss_do_not_depend_on_where_the_batch_ends(
        [ValueSource(typeof(LossTests), nameof(LossTests.Losses))] Loss loss)
    {
        (Matrix losses, Matrix dLogits) = Compute(loss, Longest);
        foreach (int batch in Batches)
        {
            (Matrix shorterLosses, Matrix shorter) = Compute(loss, batch);
            Assert.That(Agreement.Bits(shorterLosses), Is.EqualTo(Agreement.Bits(losses.SliceColumns(0, batch))),
                $"losses of {batch}");
            Assert.That(Agreement.Bits(shorter), Is.EqualTo(Agreement.Bits(dLogits.SliceRows(0, batch))),
                $"dLogits of {batch}");
        }
    }

    private static LayerRun Run(string kind, int batch)
    {
        LayerRun run = LayerRun.Of(kind, Width, batch);
        run.Forward();
        run.Backward();
        return run;
    }

    private static (Matrix Losses, Matrix DLogits) Compute(Loss loss, int batch)
    {
        Matrix logits = Samples.Uniform(Longest, Width, seed: 1).SliceRows(0, batch),
            target = Samples.Uniform(Longest, Width, seed: 2, low: 0.1f).SliceRows(0, batch);
        Matrix losses = Samples.Poisoned(1, batch), dLogits = Samples.Poisoned(batch, Width);
        loss.Compute(logits, target, losses, 1, dLogits);
        return (losses, dLogits);
    }
}
