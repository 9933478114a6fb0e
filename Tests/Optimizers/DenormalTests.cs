using NUnit.Framework;
using Scratch.Engine;
using Scratch.Optimizers;

namespace Scratch.Tests.Optimizers;

/// <summary>No moment is ever denormal: each operation on such a number costs ten ordinary ones and more.</summary>
public sealed class DenormalTests
{
    [Test]
    public void Moments_of_any_gradient_are_normal_or_zero(
        [ValueSource(typeof(OptimizerCase), nameof(OptimizerCase.Names))] string rule)
    {
        for (float gradient = 1e3f; gradient > 0; gradient *= 0.3f) // down to the smallest denormal float
        {
            Optimizer optimizer = OptimizerCase.Create(rule, OptimizerCase.SmallBuffer());
            for (int step = 0; step < 20; step++)
            {
                optimizer.Parameters.Gradients.Fill(step % 3 == 2 ? -gradient : gradient);
                optimizer.Step(0.01f);
                AssertNoDenormal(optimizer);
            }
        }
    }

    [Test]
    public void Moments_that_fade_are_normal_or_zero_to_the_end([Values(0.9f, 0.99f)] float decay)
    {
        ParameterBuffer first = OptimizerCase.SmallBuffer(), second = OptimizerCase.SmallBuffer();
        var adam = new Adam(first, beta1: decay, beta2: decay);
        var sgd = new Sgd(second, momentum: decay);
        OptimizerCase.DrawGradients(first, 0);
        OptimizerCase.DrawGradients(second, 0);
        for (int step = 0; step < 8000; step++) // 0.99⁸⁰⁰⁰ = 10⁻³⁵
        {
            adam.Step(0.01f);
            sgd.Step(0.01f);
            AssertNoDenormal(adam);
            AssertNoDenormal(sgd);
        }
        Assert.That(adam.Moments.Concat(sgd.Moments).SelectMany(moment => moment.Block.Span.ToArray()), Is.All.Zero);
    }

    [Test]
    public void Five_thousand_steps_along_a_tiny_gradient_move_nothing_and_keep_nothing(
        [Values("sgd, momentum 0.9", "adam")] string rule)
    {
        Optimizer optimizer = OptimizerCase.Create(rule, OptimizerCase.SmallBuffer());
        float[] before = optimizer.Parameters.Values.ToArray();
        for (int step = 0; step < 5000; step++)
        {
            optimizer.Parameters.Gradients.Fill(1e-25f);
            optimizer.Step(0.01f);
            AssertNoDenormal(optimizer);
        }
        Assert.That(
            optimizer.Parameters.Values[optimizer.Parameters.Slice(0)].ToArray(),
                Is.EqualTo(before.AsSpan(optimizer.Parameters.Slice(0)).ToArray()));
    }

    [Test]
    public void A_step_is_never_larger_for_a_variance_that_was_flushed([Values(1e-8f, 1e-12f)] float epsilon)
    {
        for (float gradient = 1; gradient > 1e-20f; gradient *= 0.5f)
        {
            ParameterBuffer parameters = OptimizerCase.SmallBuffer();
            parameters.Values.Clear();
            var adam = new Adam(parameters, epsilon: epsilon);
            parameters.Gradients.Fill(gradient);
            adam.Step(1);
            Assert.That(parameters.Values[0], Is.InRange(-1.001f, 0f));
        }
    }

    private static void AssertNoDenormal(Optimizer optimizer)
    {
        foreach (OptimizerMoment moment in optimizer.Moments)
        {
            foreach (float x in moment.Block.Span)
            {
                if (float.IsSubnormal(x))
                {
                    Assert.Fail($"{x} after step {optimizer.Steps}.");
                }
            }
        }
    }
}
