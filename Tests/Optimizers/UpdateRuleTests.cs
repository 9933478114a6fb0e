using System.Runtime.InteropServices;
using NUnit.Framework;
using Scratch.Engine;
using Scratch.Optimizers;
using Scratch.Tests.Engine;
using Scratch.Tests.Reference;

namespace Scratch.Tests.Optimizers;

/// <summary>What every update rule promises.</summary>
[NonParallelizable] // the number of threads belongs to the process
public sealed class UpdateRuleTests
{
    [Test]
    public void Fifty_steps_of_Adam_follow_the_paper([Values(1e-8f, 1e-3f)] float epsilon)
    {
        ParameterBuffer parameters = OptimizerCase.SmallBuffer();
        var adam = new Adam(parameters, 0.9f, 0.999f, epsilon);
        ReferenceAdam[] references =
            [.. parameters.Values.ToArray().Select(v => new ReferenceAdam(v, 0.9f, 0.999f, epsilon))];
        AssertFollows(adam, (i, gradient, rate) => references[i].Step(gradient, rate), i => references[i].Value);
    }

    [Test]
    public void Fifty_steps_of_gradient_descent_follow_the_formula([Values(0f, 0.5f, 0.95f)] float momentum)
    {
        ParameterBuffer parameters = OptimizerCase.SmallBuffer();
        var sgd = new Sgd(parameters, momentum);
        ReferenceSgd[] references = [.. parameters.Values.ToArray().Select(v => new ReferenceSgd(v, momentum))];
        AssertFollows(sgd, (i, gradient, rate) => references[i].Step(gradient, rate), i => references[i].Value);
    }

    [Test]
    public void Adam_has_the_bits_of_one_float_after_the_other()
    {
        const float Beta1 = 0.9f, Beta2 = 0.999f;
        ParameterBuffer parameters = OptimizerCase.SmallBuffer();
        float[] values = parameters.Values.ToArray(), means = new float[values.Length],
            variances = new float[values.Length];
        var adam = new Adam(parameters, Beta1, Beta2);
        for (int t = 1; t <= 5; t++)
        {
            OptimizerCase.DrawGradients(parameters, t);
            float[] gradients = parameters.Gradients.ToArray();
            adam.Step(0.01f);

            double root = Math.Sqrt(1 - Math.Pow(Beta2, t));
            float rate = (float)(0.01f * root / (1 - Math.Pow(Beta1, t))), epsilon = (float)(1e-8f * root);
            for (int i = 0; i < values.Length; i++)
            {
                means[i] = (Beta1 * means[i]) + ((1 - Beta1) * gradients[i]);
                variances[i] = (Beta2 * variances[i]) + ((1 - Beta2) * (gradients[i] * gradients[i]));
                values[i] -= rate * means[i] / (MathF.Sqrt(variances[i]) + epsilon);
            }
            Assert.That(parameters.Values.ToArray(), Is.EqualTo(values),
                "no vector is wider than another, and nothing is fused");
        }
    }

    [Test]
    public void Every_float_of_a_large_block_is_updated_like_one_elsewhere(
        [ValueSource(typeof(OptimizerCase), nameof(OptimizerCase.Names))] string rule)
    {
        ParameterBuffer large = OptimizerCase.LargeBuffer();
        OptimizerCase.DrawGradients(large, 0);
        var turned = new ParameterBuffer([new("all", 1, large.Values.Length, Decays: true)]);
        large.Values.CopyTo(turned.Values);
        large.Gradients.CopyTo(turned.Gradients);
        turned.Values.Reverse();
        turned.Gradients.Reverse();

        OptimizerCase.Create(rule, large).Step(0.125f);
        OptimizerCase.Create(rule, turned).Step(0.125f);

        turned.Values.Reverse();
        Assert.That(turned.Values.SequenceEqual(large.Values), Is.True);
    }

    [Test]
    public void Decay_and_penalty_change_weights_and_leave_biases_alone(
        [ValueSource(typeof(OptimizerCase), nameof(OptimizerCase.Names))] string rule, [Values] bool decoupled)
    {
        ParameterBuffer without = OptimizerCase.LargeBuffer(), with = OptimizerCase.LargeBuffer();
        OptimizerCase.DrawGradients(without, 0);
        OptimizerCase.DrawGradients(with, 0);

        OptimizerCase.Create(rule, without).Step(0.1f);
        (decoupled ? OptimizerCase.Create(rule, with, weightDecay: 0.5f)
            : OptimizerCase.Create(rule, with, penalty: 0.5f)).Step(0.1f);

        for (int i = 0; i < with.Count; i++)
        {
            bool same = with.Values[with.Slice(i)].SequenceEqual(without.Values[without.Slice(i)]);
            Assert.That(same, Is.EqualTo(!with.Declarations[i].Decays), with.Declarations[i].Name);
        }
    }

    [TestCase(-0.1f)]
    [TestCase(float.NaN)]
    [TestCase(float.PositiveInfinity)]
    public void A_decay_that_is_none_is_refused(float decay)
    {
        AssertRefused(() => new Sgd(OptimizerCase.SmallBuffer()) { WeightDecay = decay });
        AssertRefused(() => new Sgd(OptimizerCase.SmallBuffer()) { Penalty = decay });
        AssertRefused(() => new AdamW(OptimizerCase.SmallBuffer(), weightDecay: decay));
    }

    [Test]
    public void Weights_and_biases_of_every_layer_change_and_gaps_stay_zero(
        [ValueSource(typeof(OptimizerCase), nameof(OptimizerCase.Names))] string rule)
    {
        ParameterBuffer parameters = OptimizerCase.LargeBuffer();
        bool[] belongs = new bool[parameters.Values.Length], changed = new bool[belongs.Length];
        Optimizer optimizer = OptimizerCase.Create(rule, parameters);
        for (int step = 0; step < 3; step++)
        {
            float[] before = parameters.Values.ToArray();
            OptimizerCase.DrawGradients(parameters, step);
            optimizer.Step(0.1f);
            for (int i = 0; i < before.Length; i++)
            {
                changed[i] |= parameters.Values[i] != before[i];
            }
        }

        for (int i = 0; i < parameters.Count; i++)
        {
            belongs.AsSpan(parameters.Slice(i)).Fill(true);
        }
        Assert.That(changed.AsSpan().SequenceEqual(belongs), Is.True);
        Assert.That(Enumerable.Range(0, belongs.Length).Where(i => !belongs[i] && parameters.Values[i] != 0), Is.Empty);
    }

    [Test]
    public void The_bits_are_the_same_for_every_number_of_threads(
        [ValueSource(typeof(OptimizerCase), nameof(OptimizerCase.Names))] string rule)
    {
        float[]? expected = null;
        foreach (int threads in PoolThreads.Counts)
        {
            using var pool = new PoolThreads(threads);
            ParameterBuffer parameters = OptimizerCase.LargeBuffer();
            Optimizer optimizer = OptimizerCase.Create(rule, parameters);
            for (int step = 0; step < 5; step++)
            {
                OptimizerCase.DrawGradients(parameters, step);
                optimizer.Step(0.01f);
            }
            expected ??= parameters.Values.ToArray();
            Assert.That(
                MemoryMarshal.Cast<float, uint>(parameters.Values)
                    .SequenceEqual(MemoryMarshal.Cast<float, uint>(expected)), Is.True, $"{threads}");
        }
    }

    [Test]
    public void A_step_counts_once_and_leaves_no_gradient(
        [ValueSource(typeof(OptimizerCase), nameof(OptimizerCase.Names))] string rule)
    {
        ParameterBuffer parameters = OptimizerCase.LargeBuffer();
        Optimizer optimizer = OptimizerCase.Create(rule, parameters);
        for (int step = 0; step < 3; step++)
        {
            OptimizerCase.DrawGradients(parameters, step);
            optimizer.Step(0.1f);
            Assert.That(optimizer.Steps, Is.EqualTo(step + 1));
            Assert.That(parameters.Gradients.ContainsAnyExcept(0f), Is.False);
        }
    }

    [Test]
    public void A_gradient_that_is_no_number_shows_in_its_value_and_nowhere_else(
        [ValueSource(typeof(OptimizerCase), nameof(OptimizerCase.Names))] string rule,
            [Values(float.NaN, float.PositiveInfinity)] float gradient, [Values(0, 7, 144_200)] int index)
    {
        ParameterBuffer parameters = OptimizerCase.LargeBuffer();
        Optimizer optimizer = OptimizerCase.Create(rule, parameters);
        OptimizerCase.DrawGradients(parameters, 0);
        parameters.Gradients[index] = gradient;

        optimizer.Step(0.1f);

        Assert.That(Enumerable.Range(0, parameters.Values.Length).Where(i => !float.IsFinite(parameters.Values[i])),
            Is.EqualTo(new[] { index }));
    }

    [Test]
    public void A_rate_of_zero_changes_nothing_and_counts(
        [ValueSource(typeof(OptimizerCase), nameof(OptimizerCase.Names))] string rule)
    {
        ParameterBuffer parameters = OptimizerCase.SmallBuffer();
        float[] before = parameters.Values.ToArray();
        Optimizer optimizer = OptimizerCase.Create(rule, parameters);
        OptimizerCase.DrawGradients(parameters, 0);

        optimizer.Step(0);

        Assert.That(parameters.Values.ToArray(), Is.EqualTo(before));
        Assert.That(optimizer.Steps, Is.EqualTo(1));
    }

    [Test]
    public void A_warm_step_allocates_nothing(
        [ValueSource(typeof(OptimizerCase), nameof(OptimizerCase.Names))] string rule, [Values(1, 2)] int threads)
    {
        using var pool = new PoolThreads(threads);
        ParameterBuffer parameters = OptimizerCase.LargeBuffer();
        Optimizer optimizer = OptimizerCase.Create(rule, parameters);

        Assert.That(Allocations.OfWarm(() => optimizer.Step(0.1f)), Is.Zero);
    }

    [TestCase(-0.1f)]
    [TestCase(1f)]
    [TestCase(2f)]
    [TestCase(float.NaN)]
    public void Shares_out_of_their_range_are_refused(float bad)
    {
        ParameterBuffer parameters = OptimizerCase.SmallBuffer();
        AssertRefused(() => new Sgd(parameters, momentum: bad));
        AssertRefused(() => new RmsProp(parameters, decay: bad));
        AssertRefused(() => new RmsProp(parameters, momentum: bad));
        AssertRefused(() => new AdaDelta(parameters, decay: bad));
        AssertRefused(() => new Adam(parameters, beta1: bad));
        AssertRefused(() => new Adam(parameters, beta2: bad));
        AssertRefused(() => new AmsGrad(parameters, beta1: bad));
        AssertRefused(() => new AmsGrad(parameters, beta2: bad));
        AssertRefused(() => new NAdam(parameters, beta1: bad));
        AssertRefused(() => new NAdam(parameters, beta2: bad));
        AssertRefused(() => new RAdam(parameters, beta1: bad));
        AssertRefused(() => new RAdam(parameters, beta2: bad));
        AssertRefused(() => new Lion(parameters, beta1: bad));
        AssertRefused(() => new Lion(parameters, beta2: bad));
        AssertRefused(() => new Prodigy(parameters, beta1: bad));
        AssertRefused(() => new Prodigy(parameters, beta2: bad));
        AssertRefused(() => new ScheduleFreeAdamW(parameters, beta1: bad));
        AssertRefused(() => new ScheduleFreeAdamW(parameters, beta2: bad));
    }

    [TestCase(-1f)]
    [TestCase(0f)]
    [TestCase(1e-30f)]
    [TestCase(float.NaN)]
    public void An_epsilon_that_is_too_small_is_refused(float bad)
    {
        ParameterBuffer parameters = OptimizerCase.SmallBuffer();
        AssertRefused(() => new AdaGrad(parameters, epsilon: bad));
        AssertRefused(() => new RmsProp(parameters, epsilon: bad));
        AssertRefused(() => new AdaDelta(parameters, epsilon: bad));
        AssertRefused(() => new Adam(parameters, epsilon: bad));
        AssertRefused(() => new AmsGrad(parameters, epsilon: bad));
        AssertRefused(() => new NAdam(parameters, epsilon: bad));
        AssertRefused(() => new RAdam(parameters, epsilon: bad));
        AssertRefused(() => new Prodigy(parameters, epsilon: bad));
        AssertRefused(() => new ScheduleFreeAdamW(parameters, epsilon: bad));
    }

    [Test]
    public void What_makes_no_optimizer_is_refused()
    {
        ParameterBuffer parameters = OptimizerCase.SmallBuffer();
        Assert.That(() => new Adam(null!), Throws.ArgumentNullException);
        Assert.That(() => new Sgd(null!), Throws.ArgumentNullException);
        Assert.That(() => new Sgd(parameters, nesterov: true), Throws.ArgumentException);
        AssertRefused(() => new Prodigy(parameters, firstEstimate: 0));
    }

    [Test]
    public void A_bad_rate_is_refused_before_anything_changes(
        [ValueSource(typeof(OptimizerCase), nameof(OptimizerCase.Names))] string rule,
        [Values(-0.1f, float.NaN)] float rate)
    {
        ParameterBuffer parameters = OptimizerCase.SmallBuffer();
        float[] before = parameters.Values.ToArray();
        Optimizer optimizer = OptimizerCase.Create(rule, parameters);

        AssertRefused(() => optimizer.Step(rate));

        Assert.That(optimizer.Steps, Is.Zero);
        Assert.That(parameters.Values.ToArray(), Is.EqualTo(before));
    }

    private static void AssertRefused(Func<Optimizer> create) => AssertRefused(() => { _ = create(); });

    private static void AssertRefused(Action action) =>
        Assert.That(action, Throws.InstanceOf<ArgumentOutOfRangeException>());

    private static void AssertFollows(
        Optimizer optimizer, Action<int, double, double> step, Func<int, double> reference)
    {
        const float LearningRate = 0.03f;
        ParameterBuffer parameters = optimizer.Parameters;
        int length = parameters.Values.Length;
        for (int t = 0; t < 50; t++)
        {
            OptimizerCase.DrawGradients(parameters, t);
            for (int i = 0; i < length; i++)
            {
                step(i, parameters.Gradients[i], LearningRate);
            }
            optimizer.Step(LearningRate);
        }
        double rootMeanSquare = Math.Sqrt(Enumerable.Range(0, length).Average(i => Math.Pow(reference(i), 2)));
        for (int i = 0; i < length; i++)
        {
            Assert.That(parameters.Values[i],
                Is.EqualTo(reference(i)).Within(EngineTolerances.OptimizerRelative * rootMeanSquare));
        }
    }
}
