using NUnit.Framework;
using Scratch.Engine;
using Scratch.Optimizers;

namespace Scratch.Tests.Optimizers;

/// <summary>An optimizer that gets back what another has kept goes on like that one.</summary>
public sealed class OptimizerStateTests
{
    private const int Before = 7, After = 5;

    [Test]
    public void Stopped_and_restored_gives_the_bits_of_straight_through(
        [ValueSource(typeof(OptimizerCase), nameof(OptimizerCase.Names))] string rule)
    {
        ParameterBuffer straight = OptimizerCase.SmallBuffer(), resumed = OptimizerCase.SmallBuffer();
        Optimizer first = OptimizerCase.Create(rule, straight);
        Run(first, 0, Before);
        Optimizer second = OptimizerCase.Create(rule, resumed);
        Run(second, 20, 2); // whatever it did before is overwritten

        straight.Values.CopyTo(resumed.Values);
        Copy(first, second);
        Run(first, Before, After);
        Run(second, Before, After);

        Assert.That(second.Steps, Is.EqualTo(Before + After));
        Assert.That(resumed.Values.ToArray(), Is.EqualTo(straight.Values.ToArray()));
        for (int i = 0; i < first.Moments.Count; i++)
        {
            Assert.That(second.Moments[i].Block.Span.ToArray(), Is.EqualTo(first.Moments[i].Block.Span.ToArray()),
                first.Moments[i].Name);
        }
        Assert.That(second.Scalars.ToArray(), Is.EqualTo(first.Scalars.ToArray()));
    }

    [Test]
    public void What_is_kept_has_the_layout_of_the_parameters_and_names_of_its_own(
        [ValueSource(typeof(OptimizerCase), nameof(OptimizerCase.Names))] string rule)
    {
        Optimizer optimizer = OptimizerCase.Create(rule, OptimizerCase.LargeBuffer());

        Assert.That(optimizer.Name, Does.Match("^[a-z0-9-]+$"));
        Assert.That(optimizer.Moments.Select(moment => moment.Name), Is.Unique);
        Assert.That(optimizer.Moments.Select(moment => moment.Block.Length),
            Is.All.EqualTo(optimizer.Parameters.Values.Length));
    }

    [Test]
    public void A_number_of_steps_below_zero_is_refused() => Assert.That(
        () => new Sgd(OptimizerCase.SmallBuffer()).Restore(-1), Throws.InstanceOf<ArgumentOutOfRangeException>());

    /// <summary>What a checkpoint does: reads one's state and writes it to the other's memory.</summary>
    private static void Copy(Optimizer from, Optimizer to)
    {
        to.Restore(from.Steps);
        for (int i = 0; i < from.Moments.Count; i++)
        {
            from.Moments[i].Block.CopyTo(to.Moments[i].Block);
        }
        from.Scalars.CopyTo(to.Scalars);
    }

    private static void Run(Optimizer optimizer, int first, int count)
    {
        for (int step = first; step < first + count; step++)
        {
            OptimizerCase.DrawGradients(optimizer.Parameters, step);
            optimizer.Step(0.01f);
        }
    }
}
