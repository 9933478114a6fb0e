using NUnit.Framework;
using Scratch.Engine;
using Scratch.Optimizers;

namespace Scratch.Tests.Optimizers;

public sealed class ScheduleFreeTests
{
    [Test]
    public void Evaluating_between_updates_changes_no_bit_of_the_training()
    {
        ParameterBuffer straight = OptimizerCase.SmallBuffer(), evaluated = OptimizerCase.SmallBuffer();
        Optimizer first = new ScheduleFreeAdamW(straight) { WeightDecay = 0.1f };
        Optimizer second = new ScheduleFreeAdamW(evaluated) { WeightDecay = 0.1f };
        for (int step = 0; step < 4; step++)
        {
            OptimizerCase.DrawGradients(straight, step);
            OptimizerCase.DrawGradients(evaluated, step);
            first.Step(0.01f);
            second.Step(0.01f);
            float[] training = evaluated.Values.ToArray();
            second.SwitchToEvaluation();
            second.SwitchToEvaluation();
            Assert.That(evaluated.Values.ToArray(),
                Is.EqualTo(second.Moments.Single(moment => moment.Name == "average").Block.Span.ToArray()));
            second.SwitchToTraining();
            second.SwitchToTraining();
            Assert.That(evaluated.Values.ToArray(), Is.EqualTo(training));
        }
        Assert.That(evaluated.Values.ToArray(), Is.EqualTo(straight.Values.ToArray()));
    }

    [Test]
    public void Before_the_first_update_the_parameters_are_their_own_average()
    {
        ParameterBuffer parameters = OptimizerCase.SmallBuffer();
        var optimizer = new ScheduleFreeAdamW(parameters);
        optimizer.SwitchToEvaluation();
        Assert.That(parameters.Values.ToArray(), Is.EqualTo(OptimizerCase.SmallBuffer().Values.ToArray()));
        optimizer.SwitchToTraining();
        Assert.That(parameters.Values.ToArray(), Is.EqualTo(OptimizerCase.SmallBuffer().Values.ToArray()));
    }

    [Test]
    public void An_update_of_the_average_is_refused()
    {
        var optimizer = new ScheduleFreeAdamW(OptimizerCase.SmallBuffer());
        optimizer.SwitchToEvaluation();

        Assert.That(() => optimizer.Step(0.1f), Throws.InvalidOperationException);
        Assert.That(optimizer.Steps, Is.Zero);
    }
}
