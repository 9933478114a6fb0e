using NUnit.Framework;
using Scratch.Engine;
using Scratch.Optimizers;

namespace Scratch.Tests.Optimizers;

/// <summary>A moment that overflows makes steps of zero, which no value shows: it is an error in that update.</summary>
public sealed class OverflowTests
{
    private const float Large = 1e30f; // finite, with an infinite square

    [Test]
    public void A_moment_that_overflows_in_silence_is_named_in_that_update(
        [ValueSource(typeof(OptimizerCase), nameof(OptimizerCase.Names))] string rule, [Values(0, 7, 144_200)] int index)
    {
        ParameterBuffer parameters = OptimizerCase.LargeBuffer();
        Optimizer optimizer = OptimizerCase.Create(rule, parameters);
        OptimizerCase.DrawGradients(parameters, 0);
        optimizer.Step(0.1f);
        OptimizerCase.DrawGradients(parameters, 1);
        parameters.Gradients[index] = Large;
        string? error = null;
        try
        {
            optimizer.Step(0.1f);
        }
        catch (NotFiniteNumberException overflow)
        {
            error = overflow.Message;
        }
        bool isLost = optimizer.Moments.Any(moment => !float.IsFinite(moment.Block.Span[index]))
            && float.IsFinite(parameters.Values[index]);
        Assert.That(error is not null, Is.EqualTo(isLost), error);
        if (isLost)
        {
            Assert.That(error, Does.Contain(optimizer.Name).And.Contain("too large"));
        }
    }

    [TestCase("adam", "variance")]
    [TestCase("adamw", "variance")]
    [TestCase("rmsprop", "variance")]
    [TestCase("adagrad", null)]
    public void Second_moments_are_among_them(string rule, string? moment)
    {
        ParameterBuffer parameters = OptimizerCase.SmallBuffer();
        Optimizer optimizer = OptimizerCase.Create(rule, parameters);
        OptimizerCase.DrawGradients(parameters, 0);
        parameters.Gradients[0] = Large;
        Assert.That(() => optimizer.Step(0.1f),
            Throws.TypeOf<NotFiniteNumberException>().With.Message.Contains($"The {moment ?? optimizer.Moments[0].Name} of"));
    }

    [Test]
    public void An_accumulation_says_so_too()
    {
        ParameterBuffer parameters = OptimizerCase.SmallBuffer();
        var optimizer = new GradientAccumulation(new Adam(parameters), 2);
        optimizer.Step(0.1f);
        parameters.Gradients[0] = Large;
        Assert.That(() => optimizer.Step(0.1f), Throws.TypeOf<NotFiniteNumberException>());
    }
}
