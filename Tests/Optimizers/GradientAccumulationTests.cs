using NUnit.Framework;
using Scratch.Engine;
using Scratch.Optimizers;
using Scratch.Tests.Engine;

namespace Scratch.Tests.Optimizers;

[NonParallelizable] // what is allocated belongs to the process
public sealed class GradientAccumulationTests
{
    [Test]
    public void Four_batches_make_one_update_along_their_mean()
    {
        ParameterBuffer parameters = OptimizerCase.SmallBuffer(), expected = OptimizerCase.SmallBuffer();
        var accumulating = new GradientAccumulation(new Adam(parameters), batches: 4);
        var adam = new Adam(expected);
        for (int step = 0; step < 8; step++)
        {
            float[] before = parameters.Values.ToArray();
            AddGradients(parameters, step);
            AddGradients(expected, step);
            accumulating.Step(0.1f);
            if (step % 4 != 3)
            {
                Assert.That(parameters.Values.ToArray(), Is.EqualTo(before), "not yet");
                continue;
            }
            foreach (ref float gradient in expected.Gradients)
            {
                gradient *= 0.25f;
            }
            adam.Step(0.1f);
            Assert.That(parameters.Values.ToArray(), Is.EqualTo(expected.Values.ToArray()));
            Assert.That(parameters.Gradients.ToArray(), Is.All.Zero);
        }
        Assert.That(accumulating.Steps, Is.EqualTo(8));
    }

    [Test]
    public void Stopped_between_two_updates_it_goes_on_as_if_it_had_not_been()
    {
        ParameterBuffer straight = OptimizerCase.SmallBuffer(), resumed = OptimizerCase.SmallBuffer();
        var first = new GradientAccumulation(new Adam(straight), batches: 3);
        Run(first, 0, 5);

        var second = new GradientAccumulation(new Adam(resumed), batches: 3);
        straight.Values.CopyTo(resumed.Values);
        second.Restore(first.Steps);
        for (int i = 0; i < first.Moments.Count; i++)
        {
            first.Moments[i].Block.CopyTo(second.Moments[i].Block);
        }
        Run(first, 5, 5);
        Run(second, 5, 5);

        Assert.That(resumed.Values.ToArray(), Is.EqualTo(straight.Values.ToArray()));
        Assert.That(resumed.Gradients.ToArray(), Is.EqualTo(straight.Gradients.ToArray()));
    }

    [Test]
    public void The_end_makes_an_update_along_the_mean_of_what_is_left_and_the_next_window_is_whole()
    {
        ParameterBuffer parameters = OptimizerCase.SmallBuffer(), expected = OptimizerCase.SmallBuffer();
        var accumulating = new GradientAccumulation(new Adam(parameters), batches: 4);
        var inner = new Adam(expected);
        Run(accumulating, 0, 6); // 4, and 2
        accumulating.Finish(0.1f);
        Assert.That(parameters.Gradients.ToArray(), Is.All.Zero, "nothing is left for another optimizer");
        accumulating.Finish(0.1f);
        Run(accumulating, 6, 4);
        foreach ((int first, int count) in new[] { (0, 4), (4, 2), (6, 4) })
        {
            for (int step = first; step < first + count; step++)
            {
                AddGradients(expected, step);
            }
            foreach (ref float gradient in expected.Gradients)
            {
                gradient *= 1f / count;
            }
            inner.Step(0.1f);
        }
        Assert.That(parameters.Values.ToArray(), Is.EqualTo(expected.Values.ToArray()));
    }

    [Test]
    public void It_speaks_for_the_optimizer_in_it()
    {
        var inner = new NAdam(OptimizerCase.SmallBuffer());
        var accumulating = new GradientAccumulation(inner, 2);

        Assert.That(accumulating.Name, Is.EqualTo("nadam"));
        Assert.That(accumulating.Moments.Select(moment => moment.Name),
            Is.EqualTo(new[] { "mean", "variance", "gradients" }));
        Assert.That(accumulating.Scalars == inner.Scalars, Is.True, "the same memory");
    }

    [Test]
    public void A_decay_or_bound_beside_that_of_the_optimizer_is_refused()
    {
        Assert.That(() => Accumulating().Step(0.1f), Throws.Nothing);
        GradientAccumulation[] wrong =
            [Accumulating(), Accumulating(), Accumulating(), Accumulating()];
        (wrong[0].WeightDecay, wrong[1].Penalty, wrong[2].ClipNorm, wrong[3].ClipValue) = (0.1f, 0.1f, 1, 1);
        foreach (GradientAccumulation optimizer in wrong)
        {
            Assert.That(() => optimizer.Step(0.1f), Throws.InvalidOperationException);
        }

        static GradientAccumulation Accumulating() => new(new Sgd(OptimizerCase.SmallBuffer()), 2);
    }

    [Test]
    public void No_batch_and_no_optimizer_are_refused()
    {
        Assert.That(() => new GradientAccumulation(new Sgd(OptimizerCase.SmallBuffer()), 0),
            Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new GradientAccumulation(null!, 1), Throws.ArgumentNullException);
    }

    [Test]
    public void A_warm_step_allocates_nothing()
    {
        var accumulating = new GradientAccumulation(new Adam(OptimizerCase.SmallBuffer()), 2);

        Assert.That(Allocations.OfWarm(() => accumulating.Step(0.1f)), Is.Zero);
    }

    private static void Run(Optimizer optimizer, int first, int count)
    {
        for (int step = first; step < first + count; step++)
        {
            AddGradients(optimizer.Parameters, step);
            optimizer.Step(0.1f);
        }
    }

    /// <summary>What a backward pass does: it adds.</summary>
    private static void AddGradients(ParameterBuffer parameters, int step)
    {
        float[] before = parameters.Gradients.ToArray();
        OptimizerCase.DrawGradients(parameters, step);
        for (int i = 0; i < before.Length; i++)
        {
            parameters.Gradients[i] += before[i];
        }
    }
}
