using NUnit.Framework;
using Scratch.Engine;
using Scratch.Optimizers;
using Scratch.Optimizers.Passes;

namespace Scratch.Tests.Optimizers;

/// <summary>
/// Three updates worked by hand, of a weight and of a bias. The formulas are in docs/backprop.md, section "The
/// updates".
/// </summary>
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
        // t = 1: m = 0.5, m̂ = 1; v = 0.25, v̂ = 1; θ = 1 − 0.1 · 1 / 2 = 0.95 t = 2: m = 0.25 + 0.25 = 0.5, m̂ =
        // 0.6666667; v = 0.1875 + 0.0625 = 0.25, v̂ = 0.5714286, √v̂ = 0.7559289
        //        θ = 0.95 − 0.0666667 / 1.7559289 = 0.95 − 0.0379666 = 0.9120334
        // t = 3: m = 0.25 − 0.5 = −0.25, m̂ = −0.2857143; v = 0.1875 + 0.25 = 0.4375, v̂ = 0.7567568, √v̂ = 0.8699177
        //        θ = 0.9120334 + 0.02857143 / 1.8699177 = 0.9120334 + 0.0152795 = 0.9273129
        //
        // bias, g = −2, 0, 4
        // t = 1: m = −1, m̂ = −2; v = 1, v̂ = 4; θ = 2 + 0.1 · 2 / 3 = 2.0666667 t = 2: m = −0.5, m̂ = −0.6666667; v =
        // 0.75, v̂ = 1.7142857, √v̂ = 1.3093073
        //        θ = 2.0666667 + 0.0666667 / 2.3093073 = 2.0666667 + 0.0288687 = 2.0955354
        // t = 3: m = −0.25 + 2 = 1.75, m̂ = 2; v = 0.5625 + 4 = 4.5625, v̂ = 7.8918919, √v̂ = 2.8092511
        //        θ = 2.0955354 − 0.2 / 3.8092511 = 2.0955354 − 0.0525038 = 2.0430316
        AssertSteps(
            p => new Adam(p, beta1: 0.5f, beta2: 0.75f, epsilon: 1),
            [(0.95, 2.0666667), (0.9120334, 2.0955354), (0.9273129, 2.0430316)]);
    }

    [Test]
    public void Gradient_descent_that_looks_ahead()
    {
        // v ← 0.5 v + g,  θ ← θ − 0.1 (g + 0.5 v)
        // weight: v = 1, 1, −0.5;    g + 0.5 v = 1.5, 1, −1.25      θ = 0.85, 0.75, 0.875
        // bias:   v = −2, −1, 3.5;   g + 0.5 v = −3, −0.5, 5.75     θ = 2.3, 2.35, 1.775
        AssertSteps(p => new Sgd(p, momentum: 0.5f, nesterov: true), [(0.85, 2.3), (0.75, 2.35), (0.875, 1.775)]);
    }

    [Test]
    public void AdaGrad_with_an_epsilon_of_one()
    {
        // s ← s + g²,  θ ← θ − 0.1 g / (√s + 1)
        // weight: s = 1, 1.25, 2.25 √s = 1, 1.1180340, 1.5 θ = 0.95; 0.95 − 0.05 / 2.1180340 = 0.9263932; 0.9263932 +
        // 0.04 = 0.9663932 bias: s = 4, 4, 20 √s = 2, 2, 4.4721360 θ = 2.0666667; the same; 2.0666667 − 0.4 / 5.4721360
        // = 1.9935691
        AssertSteps(p => new AdaGrad(p, epsilon: 1),
            [(0.95, 2.0666667), (0.9263932, 2.0666667), (0.9663932, 1.9935691)]);
    }

    [Test]
    public void RmsProp_with_round_numbers()
    {
        // v ← 0.75 v + 0.25 g²,  θ ← θ − 0.1 g / (√v + 1)
        // weight: v = 0.25, 0.25, 0.4375 √v = 0.5, 0.5, 0.6614378 θ = 1 − 0.1 / 1.5 = 0.9333333; 0.9; 0.9 + 0.1 /
        // 1.6614378 = 0.9601888 bias: v = 1, 0.75, 4.5625 √v = 1, 0.8660254, 2.1360009 θ = 2.1; 2.1; 2.1 − 0.4 /
        // 3.1360009 = 1.9724490
        AssertSteps(p => new RmsProp(p, decay: 0.75f, epsilon: 1),
            [(0.9333333, 2.1), (0.9, 2.1), (0.9601888, 1.972449)]);
    }

    [Test]
    public void RmsProp_with_momentum()
    {
        // v and √v as before;  u ← 0.5 u + g / (√v + 1),  θ ← θ − 0.1 u
        // weight: g / (√v + 1) = 0.6666667, 0.3333333, −0.6018883 u = 0.6666667; 0.6666667; −0.2685550 θ = 0.9333333;
        // 0.8666667; 0.8935222 bias: g / (√v + 1) = −1, 0, 1.2755098 u = −1; −0.5; 1.0255098 θ = 2.1; 2.15; 2.0474490
        AssertSteps(p => new RmsProp(p, decay: 0.75f, epsilon: 1, momentum: 0.5f),
            [(0.9333333, 2.1), (0.8666667, 2.15), (0.8935222, 2.047449)]);
    }

    [Test]
    public void RmsProp_about_the_mean()
    {
        // v as before;  m ← 0.75 m + 0.25 g,  s = √(v − m²),  θ ← θ − 0.1 g / (s + 1)
        // weight: m = 0.25, 0.3125, −0.015625 v − m² = 0.1875, 0.15234375, 0.43725586 s = 0.4330127, 0.3903124,
        // 0.6612533
        //         θ = 1 − 0.0697831 = 0.9302169;  − 0.0359631 = 0.8942538;  + 0.0601955 = 0.9544493
        // bias: m = −0.5, −0.375, 0.71875 v − m² = 0.75, 0.609375, 4.04589844 s = 0.8660254, 0.7806247, 2.0114419
        //         θ = 2 + 0.1071797 = 2.1071797;  the same;  − 0.1328267 = 1.9743530
        AssertSteps(
            p => new RmsProp(p, decay: 0.75f, epsilon: 1, centred: true),
            [(0.9302169, 2.1071797), (0.8942538, 2.1071797), (0.9544493, 1.974353)]);
    }

    [Test]
    public void AdaDelta_with_round_numbers()
    {
        // v ← 0.5 v + 0.5 g²,  Δ = √((u + 1) / (v + 1)) g,  u ← 0.5 u + 0.5 Δ²,  θ ← θ − 0.1 Δ
        //
        // weight: v = 0.5      Δ = √(1 / 1.5)                = 0.8164966     u = 0.3333333    θ = 0.9183503
        //         v = 0.375    Δ = √(1.3333333 / 1.375) / 2  = 0.4923660     u = 0.2878788    θ = 0.8691137
        //         v = 0.6875   Δ = −√(1.2878788 / 1.6875)    = −0.8736060                     θ = 0.9564743
        // bias:   v = 2        Δ = −2 √(1 / 3)               = −1.1547005    u = 0.6666667    θ = 2.1154701
        //         v = 1        Δ = 0                                         u = 0.3333333    θ = 2.1154701
        //         v = 8.5      Δ = 4 √(1.3333333 / 9.5)      = 1.4985373                      θ = 1.9656163
        AssertSteps(
            p => new AdaDelta(p, decay: 0.5f, epsilon: 1),
            [(0.9183503, 2.1154701), (0.8691137, 2.1154701), (0.9564743, 1.9656163)]);
    }

    [Test]
    public void AmsGrad_with_round_numbers()
    {
        // m ← 0.5 m + 0.5 g, v ← 0.25 v + 0.75 g², s ← max(s, v), θ ← θ − 0.1 m̂ / (√ŝ + 1); 1 − 0.25ᵗ = 0.75, 0.9375,
        // 0.984375
        //
        // weight: v = 0.75            s = 0.75       ŝ = 1            m̂ = 1             θ = 0.95
        //         v = 0.375           s = 0.75       ŝ = 0.8          m̂ = 0.6666667     θ = 0.95 − 0.0666667 / 1.8944272 = 0.9148091
        //         v = 0.84375         s = 0.84375    ŝ = 0.8571429    m̂ = −0.2857143    θ = 0.9148091 + 0.0285714 / 1.9258201 = 0.9296450
        // bias:   v = 3               s = 3          ŝ = 4            m̂ = −2            θ = 2.0666667
        //         v = 0.75            s = 3          ŝ = 3.2          m̂ = −0.6666667    θ = 2.0666667 + 0.0666667 / 2.7888544 = 2.0905713
        //         v = 12.1875         s = 12.1875    ŝ = 12.3809524   m̂ = 2             θ = 2.0905713 − 0.2 / 4.5186578 = 2.0463104
        AssertSteps(
            p => new AmsGrad(p, beta1: 0.5f, beta2: 0.25f, epsilon: 1),
            [(0.95, 2.0666667), (0.9148091, 2.0905713), (0.929645, 2.0463104)]);
    }

    [Test]
    public void AdamW_decays_the_weight_and_not_the_bias()
    {
        // λ = 0.5: the weight loses 0.1 · 0.5 θ beside the steps of Adam above, which were 0.05, 0.0379666 and
        // −0.0152795 weight: 1 − 0.05 − 0.05 = 0.9; 0.9 − 0.045 − 0.0379666 = 0.8170334; 0.8170334 − 0.0408517 +
        // 0.0152795 = 0.7914612
        AssertSteps(
            p => new AdamW(p, beta1: 0.5f, beta2: 0.75f, epsilon: 1, weightDecay: 0.5f),
            [(0.9, 2.0666667), (0.8170334, 2.0955354), (0.7914612, 2.0430316)]);
    }

    [Test]
    public void A_penalty_is_a_part_of_the_gradient_of_the_weight()
    {
        // λ = 0.5: the weight's gradient is g + 0.5 θ
        // weight: 1 − 0.1 · 1.5 = 0.85;  0.85 − 0.1 · (0.5 + 0.425) = 0.7575;  0.7575 − 0.1 · (−1 + 0.37875) = 0.819625
        AssertSteps(p => new Sgd(p) { Penalty = 0.5f }, [(0.85, 2.2), (0.7575, 2.2), (0.819625, 1.8)]);
    }

    [Test]
    public void NAdam_with_round_numbers()
    {
        // β₁ = 0.5, β₂ = 0.75, ε = 1; m and v̂ are those of Adam above. μₜ = 0.5 (1 − ½ · 0.96^(0.004 t)) = 0.2500408,
        // 0.2500816, 0.2501224, 0.2501632; Πₜ = 0.2500408, 0.0625306, 0.0156403, 0.0039126; θ ← θ − 0.1 ((1 − μₜ) g /
        // (1 − Πₜ) + μₜ₊₁ m / (1 − Πₜ₊₁)) / (√v̂ + 1)
        //
        // weight: 1 + 0.2500816 · 0.5 / 0.9374694 = 1.1333812 θ = 1 − 0.1133381 / 2 = 0.9433309
        //         0.7499184 · 0.5 / 0.9374694 + 0.2501224 · 0.5 / 0.9843597 = 0.5270178          θ = 0.9433309 − 0.0527018 / 1.7559289 = 0.9133173
        //         −0.7498776 / 0.9843597 − 0.2501632 · 0.25 / 0.9960874 = −0.8245787             θ = 0.9133173 + 0.0824579 / 1.8699177 = 0.9574144
        // bias: −2 · 1.1333812 = −2.2667625 θ = 2 + 0.2266762 / 3 = 2.0755587
        //         −0.2501224 · 0.5 / 0.9843597 = −0.1270483                                      θ = 2.0755587 + 0.0127048 / 2.3093073 = 2.0810603
        //         4 · 0.7498776 / 0.9843597 + 0.2501632 · 1.75 / 0.9960874 = 3.4866742           θ = 2.0810603 − 0.3486674 / 3.8092511 = 1.9895286
        AssertSteps(
            p => new NAdam(p, beta1: 0.5f, beta2: 0.75f, epsilon: 1),
            [(0.9433309, 2.0755587), (0.9133173, 2.0810603), (0.9574144, 1.9895286)]);
    }

    [Test]
    public void RAdam_goes_along_the_mean_at_first()
    {
        // β₁ = 0.5, β₂ = 1 − 1/16: ρ∞ = 31, ρₜ = 31 − 2 t β₂ᵗ / (1 − β₂ᵗ) = 1, 1.97, 2.91, all below 5, so θ ← θ − 0.1
        // m̂; m̂ is that of Adam above
        AssertSteps(
            p => new RAdam(p, beta1: 0.5f, beta2: 0.9375f),
            [(0.9, 2.2), (0.8333333, 2.2666667), (0.8619048, 2.0666667)]);
    }

    [Test]
    public void Lion_takes_the_sign_and_decays_the_weight()
    {
        // c = 0.5 m + 0.5 g,  θ ← θ − 0.1 (sign c + λ θ),  m ← 0.75 m + 0.25 g;  λ = 0.5 for the weight
        // weight: c = 0.5, 0.375, −0.34375 m = 0.25, 0.3125 θ = 1 − 0.15 = 0.85; 0.85 − 0.1425 = 0.7075; 0.7075 + 0.1 −
        // 0.035375 = 0.772125 bias: c = −1, −0.25, 1.8125 m = −0.5, −0.375 θ = 2.1; 2.2; 2.1
        AssertSteps(p => new Lion(p, beta1: 0.5f, beta2: 0.75f) { WeightDecay = 0.5f },
            [(0.85, 2.1), (0.7075, 2.2), (0.772125, 2.1)]);
    }

    [Test]
    public void ScheduleFree_with_round_numbers()
    {
        // β₁ = 0.5, β₂ = 0.75, ε = 1, λ = 0.5 for the weight:  γₜ = 0.1 √(1 − 0.75ᵗ) = 0.05, 0.0661438, 0.0760345
        // c = γₜ² / Σ γ² = 1, 0.4375 / 0.6875 = 0.6363636, 0.578125 / 1.265625 = 0.4567901;  y ← (z + x) / 2
        //
        // weight: z = 1 − 0.05 (1 / 1.5 + 0.5) = 0.9416667 x = z y = 0.9416667
        //         z = 0.9416667 − 0.0661438 (0.5 / 1.5 + 0.4708333)                = 0.8884760    x = 0.9078181    y = 0.8981471
        //         z = 0.8884760 − 0.0760345 (−1 / 1.6614378 + 0.4490735)           = 0.9000952    x = 0.9042904    y = 0.9021928
        // bias: z = 2 + 0.05 · 2 / 2 = 2.05 x = z y = 2.05
        //         z = 2.05                                                                        x = 2.05         y = 2.05
        //         z = 2.05 − 0.0760345 · 4 / 3.1360009                             = 1.9530172    x = 2.0056992    y = 1.9793582
        AssertSteps(
            p => new ScheduleFreeAdamW(p, beta1: 0.5f, beta2: 0.75f, epsilon: 1) { WeightDecay = 0.5f },
            [(0.9416667, 2.05), (0.8981471, 2.05), (0.9021928, 1.9793582)]);
    }

    [Test]
    public void Prodigy_finds_a_larger_rate_when_the_way_goes_on_and_on()
    {
        // β₁ = 0.5, β₂ = 0.25, ε = 1, d = 1/16, and a factor of γ = 8, so that the estimate grows at once; the weight's
        // gradient is 1, 1, 1 m ← 0.5 m + 0.5 d g, v ← 0.25 v + 0.75 d² g², r ← 0.5 r + 4 d² ⟨g, θ₀ − θ⟩, s ← 0.5 s + 4
        // d² g, θ ← θ − 8 d m / (√v + d), d ← max(d, r / ‖s‖₁); 4 d² = 0.015625
        //
        // weight: m = 0.03125 √v = 0.0541266 r = 0 s = 0.015625 r / s = 0
        //         θ = 1 − 0.5 · 0.03125 / 0.1166266 = 0.8660254
        //         m = 0.046875     √v = 0.0605154    r = 0.015625 · 0.1339746 = 0.0020934     s = 0.0234375    r / s = 0.0893164, the new d
        //         θ = 0.8660254 − 0.5 · 0.046875 / 0.1230154 = 0.6755004
        // now 4 d² = 0.0319097; the bias has a gradient of −1 too, but has not moved, so that ⟨g, θ₀ − θ⟩ = 0.3244996
        //         m = 0.0680957    √v = 0.0830578    r = 0.0010467 + 0.0103547 = 0.0114014    s = 0.0436284    θ = 0.3932278
        // bias: m = −0.0446582 √v = 0.0773503 s = −0.0319097 θ = 2.1914581
        //         r / (0.0436284 + 0.0319097) = 0.1509351
        ParameterBuffer parameters = MakeParameters();
        var optimizer = new Prodigy(parameters, beta1: 0.5f, beta2: 0.25f, epsilon: 1, firstEstimate: 1.0 / 16);
        AssertStep(optimizer, 1, 0, (0.8660254, 2, 0.0625));
        AssertStep(optimizer, 1, 0, (0.6755004, 2, 0.0893164));
        AssertStep(optimizer, 1, -1, (0.3932278, 2.1914581, 0.1509351));

        void AssertStep(Prodigy prodigy, float weightGradient, float biasGradient,
            (double Weight, double Bias, double Estimate) expected)
        {
            SetGradients(parameters, weightGradient, biasGradient);
            prodigy.Step(8);
            Assert.That(parameters.ValueViews.Span[0][0, 0], Is.EqualTo(expected.Weight).Within(Tolerances.ByHand));
            Assert.That(parameters.ValueViews.Span[1][0, 0], Is.EqualTo(expected.Bias).Within(2 * Tolerances.ByHand));
            Assert.That(prodigy.Estimate, Is.EqualTo(expected.Estimate).Within(Tolerances.ByHand));
        }
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
        Assert.That(parameters.GradientViews.Span[0][0, 0], Is.EqualTo(0.6).Within(Tolerances.ByHand),
            "short enough already");
    }

    private static void AssertSteps(Func<ParameterBuffer, Optimizer> make, (double Weight, double Bias)[] expected)
    {
        ParameterBuffer parameters = MakeParameters();
        Optimizer optimizer = make(parameters);
        for (int i = 0; i < expected.Length; i++)
        {
            SetGradients(parameters, Gradients[i].Weight, Gradients[i].Bias);
            optimizer.Step(0.1f);
            Assert.That(parameters.ValueViews.Span[0][0, 0], Is.EqualTo(expected[i].Weight).Within(Tolerances.ByHand),
                $"weight after step {i + 1}");
            Assert.That(parameters.ValueViews.Span[1][0, 0], Is.EqualTo(expected[i].Bias).Within(2 * Tolerances.ByHand),
                $"bias after step {i + 1}");
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
