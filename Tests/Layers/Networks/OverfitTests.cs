using NUnit.Framework;

namespace Scratch.Tests.Layers.Networks;

public class OverfitTests
{
    [Test]
    public void One_batch_is_learned_by_heart()
    {
        var step = new TrainingStep(batch: 20, inputs: 12, hidden: 32, classes: 5);
        step.ForwardAndBackward();
        Assert.That(step.PerExample.Span.ToArray().Average(), Is.InRange(1.0, 2.5), "near ln 5 before training");
        step.Network.Parameters.ZeroGradients();
        for (int i = 0; i < 300; i++)
        {
            step.Run(learningRate: 1e-2f);
        }
        Assert.That(step.PerExample.Span.ToArray(), Is.All.LessThan(0.01f));
    }
}
