using NUnit.Framework;
using Scratch.Engine;
using Scratch.Layers;
using Scratch.Optimizers;
using Scratch.Tests.Adversarial;

namespace Scratch.Tests.Docs;

/// <summary>The piece of a program in docs/optimizers.md is the one below, and it learns.</summary>
public class OptimizersDocumentTests
{
    [Test]
    public void The_program_is_the_one_that_runs_here() =>
        Snippet.AssertCompiled("docs/optimizers.md", 0, "Tests/Docs/OptimizersDocumentTests.cs", "var optimizer");

    [Test]
    public void It_learns()
    {
        Network network = Toys.Classifier(30);
        double before = AddGradients(network, 0);
        network.Parameters.ZeroGradients();
        Learn(network, totalSteps: 100);
        Assert.That(AddGradients(network, 0), Is.LessThan(0.5 * before));
    }

    private static void Learn(Network network, int totalSteps)
    {
        var optimizer = new AdamW(network.Parameters, weightDecay: 0.05f) { ClipNorm = 1 };
        var average = new WeightAverage(network.Parameters, decay: 0.99f);
        Schedule schedule = new WarmUpSchedule(new CosineSchedule(1e-2f), steps: 20);
        for (int step = 0; step < totalSteps; step++)
        {
            AddGradients(network, step); // a forward and a backward pass
            optimizer.Step(schedule.RateAt(step, epoch: 0, totalSteps));
            average.Update();
        }
        average.Swap(); // to be used in the place of the last weights

        // The end.
    }

    /// <returns>The mean loss.</returns>
    private static double AddGradients(Network network, int step)
    {
        Matrix inputs = Toys.Images(30, seed: (ulong)step).Inputs, targets = Matrix.Allocate(30, Toys.Classes),
            losses = Matrix.Allocate(1, 30);
        for (int i = 0; i < 30; i++)
        {
            targets[i, i % Toys.Classes] = 1;
        }
        var workspace = new Workspace(network, 30);
        Matrix logits = network.ForwardToLogits(workspace, inputs);
        new SoftmaxCrossEntropy().Compute(logits, targets, losses, 1f / 30, workspace.DLogits);
        network.BackwardFromLogits(workspace, workspace.DLogits, default, ParameterGradients.Accumulate);
        return losses.Span.ToArray().Average();
    }
}
