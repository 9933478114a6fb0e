using NUnit.Framework;
using Scratch.Engine;
using Scratch.Optimizers;
using Scratch.Optimizers.Passes;
using Scratch.Tests.Engine;

namespace Scratch.Tests.Optimizers;

[NonParallelizable] // what is allocated belongs to the process
public sealed class GradientClippingTests
{
    [Test]
    public void A_norm_above_the_maximum_is_scaled_down_to_it()
    {
        ParameterBuffer parameters = ThreeAndFour(1);

        float norm = GradientClipping.ByGlobalNorm(parameters, 2);

        Assert.That(norm, Is.EqualTo(5), "before clipping");
        Assert.That(parameters.GradientViews.Span[0][0, 0], Is.EqualTo(1.2).Within(EngineTolerances.FormulaRelative));
        Assert.That(parameters.GradientViews.Span[1][0, 1], Is.EqualTo(-1.6).Within(EngineTolerances.FormulaRelative));
        Assert.That(GradientClipping.ByGlobalNorm(parameters, 100),
            Is.EqualTo(2).Within(EngineTolerances.FormulaRelative));
    }

    [TestCase(5f)]
    [TestCase(6f)]
    [TestCase(float.PositiveInfinity)]
    public void A_norm_within_the_maximum_is_left_alone(float maximum)
    {
        ParameterBuffer parameters = ThreeAndFour(1);

        Assert.That(GradientClipping.ByGlobalNorm(parameters, maximum), Is.EqualTo(5));
        Assert.That(parameters.Gradients.ToArray(), Is.EqualTo(ThreeAndFour(1).Gradients.ToArray()));
    }

    [Test]
    public void Gradients_of_zero_stay_zero()
    {
        ParameterBuffer parameters = ThreeAndFour(0);

        Assert.That(GradientClipping.ByGlobalNorm(parameters, 1), Is.Zero);
        Assert.That(parameters.Gradients.ContainsAnyExcept(0f), Is.False);
    }

    [Test]
    public void Squares_that_overflow_do_not_make_the_step_zero()
    {
        ParameterBuffer parameters = ThreeAndFour(1e30f);

        Assert.That(GradientClipping.ByGlobalNorm(parameters, 2), Is.EqualTo(5e30f).Within(1).Ulps);
        Assert.That(parameters.GradientViews.Span[0][0, 0], Is.EqualTo(1.2).Within(EngineTolerances.FormulaRelative));
        Assert.That(parameters.GradientViews.Span[1][0, 1], Is.EqualTo(-1.6).Within(EngineTolerances.FormulaRelative));
    }

    [TestCase(float.NaN)]
    [TestCase(float.NegativeInfinity)]
    public void A_gradient_that_is_no_number_is_not_hidden(float gradient)
    {
        ParameterBuffer parameters = ThreeAndFour(1);
        parameters.GradientViews.Span[0][1, 1] = gradient;

        float norm = GradientClipping.ByGlobalNorm(parameters, 2);

        Assert.That(float.IsFinite(norm), Is.False);
        Assert.That(float.IsFinite(parameters.GradientViews.Span[0][1, 1]), Is.False);
    }

    [Test]
    public void Clipping_by_value_limits_every_gradient_alone()
    {
        ParameterBuffer parameters = ThreeAndFour(1);
        parameters.GradientViews.Span[0][1, 1] = float.NaN;
        parameters.GradientViews.Span[1][0, 0] = float.PositiveInfinity;

        GradientClipping.ByValue(parameters, 3.5f);

        Assert.That(parameters.GradientViews.Span[0][0, 0], Is.EqualTo(3));
        Assert.That(parameters.GradientViews.Span[1][0, 1], Is.EqualTo(-3.5f));
        Assert.That(parameters.GradientViews.Span[1][0, 0], Is.EqualTo(3.5f));
        Assert.That(parameters.GradientViews.Span[0][1, 1], Is.NaN, "not hidden");
    }

    [Test]
    public void Clipping_allocates_nothing()
    {
        ParameterBuffer parameters = ThreeAndFour(1);

        Assert.That(Allocations.OfWarm(() => GradientClipping.ByGlobalNorm(parameters, 2)), Is.Zero);
        Assert.That(Allocations.OfWarm(() => GradientClipping.ByValue(parameters, 2)), Is.Zero);
    }

    [TestCase(0f)]
    [TestCase(-1f)]
    [TestCase(float.NaN)]
    public void A_maximum_that_is_none_is_refused(float maximum)
    {
        Assert.That(() => GradientClipping.ByGlobalNorm(ThreeAndFour(1), maximum),
            Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => GradientClipping.ByValue(ThreeAndFour(1), maximum),
            Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    /// <summary>
    /// Two tensors whose gradients are zero but for 3 and −4 times the factor: their common norm is 5 times it.
    /// </summary>
    [Test]
    public void An_optimizer_clips_before_it_updates_values_before_norms()
    {
        // 3 and −4 limited to 2 have the norm √8, scaled to 1: 1 / √2 each.
        ParameterBuffer parameters = ThreeAndFour(1);
        parameters.Values.Clear();
        var optimizer = new Sgd(parameters) { ClipNorm = 1, ClipValue = 2 };
        optimizer.Step(1);
        Assert.That(parameters.ValueViews.Span[0][0, 0],
            Is.EqualTo(-Math.Sqrt(0.5)).Within(EngineTolerances.FormulaRelative));
        Assert.That(parameters.ValueViews.Span[1][0, 1],
            Is.EqualTo(Math.Sqrt(0.5)).Within(EngineTolerances.FormulaRelative));
        Assert.That(() => optimizer.ClipNorm = 0, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => optimizer.ClipValue = float.NaN, Throws.InstanceOf<ArgumentOutOfRangeException>());
        ParameterBuffer large = OptimizerCase.LargeBuffer();
        var clipping = new Adam(large) { ClipNorm = 1 };
        Assert.That(Allocations.OfWarm(() => clipping.Step(0.1f)), Is.Zero);
    }

    private static ParameterBuffer ThreeAndFour(float factor)
    {
        var parameters = new ParameterBuffer([new("weight", 2, 3, Decays: true), new("bias", 1, 3, Decays: false)]);
        parameters.GradientViews.Span[0][0, 0] = 3 * factor;
        parameters.GradientViews.Span[1][0, 1] = -4 * factor;
        return parameters;
    }
}
