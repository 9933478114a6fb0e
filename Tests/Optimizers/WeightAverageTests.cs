using NUnit.Framework;
using Scratch.Engine;
using Scratch.Optimizers;
using Scratch.Tests.Engine;

namespace Scratch.Tests.Optimizers;

[NonParallelizable] // what is allocated belongs to the process
public sealed class WeightAverageTests
{
    [Test]
    public void Three_updates_worked_by_hand()
    {
        // β = 0.75, θ = 4, 8, 0:  a = 4;  0.75 · 4 + 0.25 · 8 = 5;  0.75 · 5 + 0 = 3.75
        ParameterBuffer parameters = OptimizerCase.SmallBuffer();
        var average = new WeightAverage(parameters, decay: 0.75f);
        foreach (float value in (float[])[4, 8, 0])
        {
            parameters.ValueViews.Span[0].Fill(value);
            parameters.ValueViews.Span[1].Fill(-value);
            average.Update();
        }
        average.Swap();

        Assert.That(average.Steps, Is.EqualTo(3));
        Assert.That(parameters.ValueViews.Span[0].Span.ToArray(), Is.All.EqualTo(3.75f));
        Assert.That(parameters.ValueViews.Span[1].Span.ToArray(), Is.All.EqualTo(-3.75f));
    }

    [Test]
    public void Swapped_twice_the_weights_have_their_bits_again()
    {
        (ParameterBuffer parameters, WeightAverage average) = Trained(5);
        float[] weights = parameters.Values.ToArray();

        average.Swap();
        Assert.That(average.IsSwapped, Is.True);
        Assert.That(parameters.Values.ToArray(), Is.Not.EqualTo(weights));
        average.Swap();

        Assert.That(average.IsSwapped, Is.False);
        Assert.That(parameters.Values.ToArray(), Is.EqualTo(weights));
    }

    [Test]
    public void Stopped_and_restored_gives_the_bits_of_straight_through()
    {
        (ParameterBuffer straight, WeightAverage first) = Trained(5);
        ParameterBuffer resumed = OptimizerCase.SmallBuffer();
        var second = new WeightAverage(resumed, 0.9f);
        straight.Values.CopyTo(resumed.Values);
        first.Moments[0].Block.CopyTo(second.Moments[0].Block);
        second.Restore(first.Steps);

        first.Update();
        second.Update();

        Assert.That(second.Moments[0].Block.Span.ToArray(), Is.EqualTo(first.Moments[0].Block.Span.ToArray()));
    }

    [Test]
    public void Before_the_first_update_there_is_nothing_to_swap()
    {
        ParameterBuffer parameters = OptimizerCase.SmallBuffer();
        new WeightAverage(parameters).Swap();

        Assert.That(parameters.Values.ToArray(), Is.EqualTo(OptimizerCase.SmallBuffer().Values.ToArray()));
    }

    [Test]
    public void An_update_of_swapped_weights_is_refused()
    {
        (_, WeightAverage average) = Trained(1);
        average.Swap();

        Assert.That(average.Update, Throws.InvalidOperationException);
    }

    [TestCase(1f)]
    [TestCase(-0.1f)]
    [TestCase(float.NaN)]
    public void A_decay_that_is_none_is_refused(float decay) =>
        Assert.That(() => new WeightAverage(OptimizerCase.SmallBuffer(), decay),
            Throws.InstanceOf<ArgumentOutOfRangeException>());

    [Test]
    public void A_warm_update_and_swap_allocate_nothing()
    {
        (_, WeightAverage average) = Trained(2);

        Assert.That(
            Allocations.OfWarm(() =>
            {
                average.Update();
                average.Swap();
                average.Swap();
            }),
            Is.Zero);
    }

    private static (ParameterBuffer Parameters, WeightAverage Average) Trained(int steps)
    {
        ParameterBuffer parameters = OptimizerCase.SmallBuffer();
        var optimizer = new Sgd(parameters);
        var average = new WeightAverage(parameters, 0.9f);
        for (int step = 0; step < steps; step++)
        {
            OptimizerCase.DrawGradients(parameters, step);
            optimizer.Step(0.1f);
            average.Update();
        }
        return (parameters, average);
    }
}
