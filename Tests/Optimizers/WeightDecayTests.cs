using NUnit.Framework;
using Scratch.Engine;
using Scratch.Optimizers;

namespace Scratch.Tests.Optimizers;

/// <summary>The decoupled decay by its amount and its sign.</summary>
public sealed class WeightDecayTests
{
    // Prodigy and Schedule-Free decay at rates of their own, and their golden files have cases with it.
    private static IEnumerable<string> Rules => OptimizerCase.Names.Except(["prodigy", "schedule-free-adamw"]);

    [TestCaseSource(nameof(Rules))]
    public void Every_weight_loses_the_rate_times_the_decay_of_itself(string rule)
    {
        ParameterBuffer without = OptimizerCase.SmallBuffer(), with = OptimizerCase.SmallBuffer();
        Optimizer plain = OptimizerCase.Create(rule, without),
            decaying = OptimizerCase.Create(rule, with, weightDecay: 5);
        OptimizerCase.DrawGradients(without, 0);
        OptimizerCase.DrawGradients(with, 0);
        double[] expected = [.. Agreement.Doubles(with.ValueViews.Span[0]).Select(w => 0.1 * 5 * w)];
        plain.Step(0.1f);
        decaying.Step(0.1f);

        Matrix lost = Matrix.Allocate(1, expected.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            lost[0, i] = without.ValueViews.Span[0].Span[i] - with.ValueViews.Span[0].Span[i];
        }
        Assert.That(Agreement.Error(lost, expected), Is.LessThan(Tolerances.TwoWaysInFloat));
    }
}
