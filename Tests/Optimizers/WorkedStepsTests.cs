using NUnit.Framework;
using Scratch.Engine;
using Scratch.Optimizers;

namespace Scratch.Tests.Optimizers;

/// <summary>Three updates worked by hand, of a weight and of a bias. The formulas are in docs/backprop.md, section "The updates".</summary>
public class WorkedStepsTests
{
    private static readonly (float Weight, float Bias)[] Gradients = [(1, -2), (0.5f, 0), (-1, 4)];

    [Test]
    public void Gradient_descent()
    {
        // θ ← θ − 0.1 g
        // weight: 1 − 0.1 · 1 = 0.9;  0.9 − 0.1 · 0.5 = 0.85;  0.85 + 0.1 · 1 = 0.95
        // bias:   2 + 0.1 · 2 = 2.2;  2.2 − 0   = 2.2;         2.2 − 0.1 · 4 = 1.8
        AssertSteps(p => new Sgd(p), [(0.9, 2.2), (0.85, 2.2), (0.95, 1.8)]);
    }

    [Test]
    public void Gradient_descent_with_momentum()
    {
        // v ← 0.5 v + g,  θ ← θ − 0.1 v
        // weight: v = 1;   v = 0.5 + 0.5 = 1;  v = 0.5 − 1 = −0.5    θ = 0.9;  0.9 − 0.1 = 0.8;  0.8 + 0.05 = 0.85
        // bias:   v = −2;  v = −1 + 0 = −1;    v = −0.5 + 4 = 3.5    θ = 2.2;  2.2 + 0.1 = 2.3;  2.3 − 0.35 = 1.95
        AssertSteps(p => new Sgd(p, momentum: 0.5f), [(0.9, 2.2), (0.8, 2.3), (0.85, 1.95)]);
    }

    [Test]
    public void Adam_with_round_numbers()
    {
        // β₁ = 0.5, β₂ = 0.75, ε = 1:  m ← 0.5 m + 0.5 g,  v ← 0.75 v + 0.25 g²,  θ ← θ − 0.1 m̂ / (√v̂ + 1)
        // 1 − β₁ᵗ = 0.5, 0.75, 0.875;  1 − β₂ᵗ = 0.25, 0.4375, 0.578125
        //
        // weight, g = 1, 0.5, −1
        // t = 1: m = 0.5,                   m̂ = 1;          v = 0.25,                       v̂ = 1;         θ = 1 − 0.1 · 1 / 2 = 0.95
        // t = 2: m = 0.25 + 0.25 = 0.5,     m̂ = 0.6666667;  v = 0.1875 + 0.0625 = 0.25,     v̂ = 0.5714286, √v̂ = 0.7559289
        //        θ = 0.95 − 0.0666667 / 1.7559289 = 0.95 − 0.0379666 = 0.9120334
        // t = 3: m = 0.25 − 0.5 = −0.25,    m̂ = −0.2857143; v = 0.1875 + 0.25 = 0.4375,     v̂ = 0.7567568, √v̂ = 0.8699177
        //        θ = 0.9120334 + 0.02857143 / 1.8699177 = 0.9120334 + 0.0152795 = 0.9273129
        //
        // bias, g = −2, 0, 4
        // t = 1: m = −1,                    m̂ = −2;         v = 1,                          v̂ = 4;         θ = 2 + 0.1 · 2 / 3 = 2.0666667
        // t = 2: m = −0.5,                  m̂ = −0.6666667; v = 0.75,                       v̂ = 1.7142857, √v̂ = 1.3093073
        //        θ = 2.0666667 + 0.0666667 / 2.3093073 = 2.0666667 + 0.0288687 = 2.0955354
        // t = 3: m = −0.25 + 2 = 1.75,      m̂ = 2;          v = 0.5625 + 4 = 4.5625,        v̂ = 7.8918919, √v̂ = 2.8092511
        //        θ = 2.0955354 − 0.2 / 3.8092511 = 2.0955354 − 0.0525038 = 2.0430316
        AssertSteps(
            p => new Adam(p, beta1: 0.5f, beta2: 0.75f, epsilon: 1),
            [(0.95, 2.0666667), (0.9120334, 2.0955354), (0.9273129, 2.0430316)]);
    }

    [Test]
    public void The_first_step_of_adam_is_the_learning_rate_whatever_the_gradient() =>
        AssertSteps(p => new Adam(p), [(0.9, 2.1)]); // m̂ = g and √v̂ = |g|, so θ ← θ − 0.1 g / |g|

    [Test]
    public void A_gradient_of_norm_five_is_clipped_to_norm_one()
    {
        // ‖(3, −4)‖ = √(9 + 16) = 5, so both are divided by 5
        ParameterBuffer parameters = MakeParameters();
        SetGradients(parameters, 3, -4);
        Assert.That(GradientClipping.ByGlobalNorm(parameters, maximum: 1), Is.EqualTo(5).Within(5 * Tolerances.ByHand));
        Assert.That(parameters.GradientViews.Span[0][0, 0], Is.EqualTo(0.6).Within(Tolerances.ByHand));
        Assert.That(parameters.GradientViews.Span[1][0, 0], Is.EqualTo(-0.8).Within(Tolerances.ByHand));
        GradientClipping.ByGlobalNorm(parameters, maximum: 2);
        Assert.That(parameters.GradientViews.Span[0][0, 0], Is.EqualTo(0.6).Within(Tolerances.ByHand), "short enough already");
    }

    private static void AssertSteps(Func<ParameterBuffer, Optimizer> make, (double Weight, double Bias)[] expected)
    {
        ParameterBuffer parameters = MakeParameters();
        Optimizer optimizer = make(parameters);
        for (int i = 0; i < expected.Length; i++)
        {
            SetGradients(parameters, Gradients[i].Weight, Gradients[i].Bias);
            optimizer.Step(0.1f);
            Assert.That(parameters.ValueViews.Span[0][0, 0], Is.EqualTo(expected[i].Weight).Within(Tolerances.ByHand), $"weight after step {i + 1}");
            Assert.That(parameters.ValueViews.Span[1][0, 0], Is.EqualTo(expected[i].Bias).Within(2 * Tolerances.ByHand), $"bias after step {i + 1}");
            Assert.That(parameters.Gradients.ToArray(), Is.All.Zero, "a step empties the gradients");
        }
    }

    private static ParameterBuffer MakeParameters()
    {
        var parameters = new ParameterBuffer([new("weight", 1, 1, Decays: true), new("bias", 1, 1, Decays: false)]);
        parameters.ValueViews.Span[0][0, 0] = 1;
        parameters.ValueViews.Span[1][0, 0] = 2;
        return parameters;
    }

    private static void SetGradients(ParameterBuffer parameters, float weight, float bias)
    {
        parameters.GradientViews.Span[0][0, 0] = weight;
        parameters.GradientViews.Span[1][0, 0] = bias;
    }
}
