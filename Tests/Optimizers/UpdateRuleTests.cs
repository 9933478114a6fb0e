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
        ReferenceAdam[] references = [.. parameters.Values.ToArray().Select(v => new ReferenceAdam(v, 0.9f, 0.999f, epsilon))];
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
    public void Every_float_of_a_large_block_is_updated_like_one_alone([Values] Rule rule)
    {
        ParameterBuffer large = OptimizerCase.LargeBuffer();
        float[] before = large.Values.ToArray();
        OptimizerCase.DrawGradients(large, 0);
        float[] gradients = large.Gradients.ToArray();
        OptimizerCase.Create(rule, large).Step(0.125f);

        // The first step of Adam is η g / (|g| + ε), that of gradient descent η g.
        for (int i = 0; i < before.Length; i++)
        {
            double step = rule == Rule.Adam ? gradients[i] / (Math.Abs(gradients[i]) + 1e-8) : gradients[i];
            Assert.That(
                large.Values[i], Is.EqualTo(before[i] - (0.125 * step)).Within(EngineTolerances.FormulaRelative * (1 + Math.Abs(before[i]))));
        }
    }

    [Test]
    public void Weights_and_biases_of_every_layer_change_and_gaps_stay_zero([Values] Rule rule)
    {
        ParameterBuffer parameters = OptimizerCase.LargeBuffer();
        float[] before = parameters.Values.ToArray();
        Optimizer optimizer = OptimizerCase.Create(rule, parameters);
        for (int step = 0; step < 3; step++)
        {
            OptimizerCase.DrawGradients(parameters, step);
            optimizer.Step(0.1f);
        }

        bool[] belongs = new bool[before.Length];
        for (int i = 0; i < parameters.Count; i++)
        {
            belongs.AsSpan(parameters.Slice(i)).Fill(true);
        }
        Assert.That(Enumerable.Range(0, before.Length).Where(i => belongs[i] && parameters.Values[i] == before[i]), Is.Empty);
        Assert.That(Enumerable.Range(0, before.Length).Where(i => !belongs[i] && parameters.Values[i] != 0), Is.Empty);
    }

    [Test]
    public void The_bits_are_the_same_for_every_number_of_threads([Values] Rule rule)
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
                MemoryMarshal.Cast<float, uint>(parameters.Values).SequenceEqual(MemoryMarshal.Cast<float, uint>(expected)), Is.True, $"{threads}");
        }
    }

    [Test]
    public void A_step_counts_once_and_leaves_no_gradient([Values] Rule rule)
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
        [Values] Rule rule, [Values(float.NaN, float.PositiveInfinity)] float gradient, [Values(0, 7, 144_200)] int index)
    {
        ParameterBuffer parameters = OptimizerCase.LargeBuffer();
        Optimizer optimizer = OptimizerCase.Create(rule, parameters);
        OptimizerCase.DrawGradients(parameters, 0);
        parameters.Gradients[index] = gradient;

        optimizer.Step(0.1f);

        Assert.That(Enumerable.Range(0, parameters.Values.Length).Where(i => !float.IsFinite(parameters.Values[i])), Is.EqualTo(new[] { index }));
    }

    [Test]
    public void A_rate_of_zero_changes_nothing_and_counts([Values] Rule rule)
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
    public void A_warm_step_allocates_nothing([Values] Rule rule, [Values(1, 2)] int threads)
    {
        using var pool = new PoolThreads(threads);
        ParameterBuffer parameters = OptimizerCase.LargeBuffer();
        Optimizer optimizer = OptimizerCase.Create(rule, parameters);

        Assert.That(Allocations.OfWarm(() => optimizer.Step(0.1f)), Is.Zero);
    }

    [Test]
    public void Constants_out_of_their_range_are_refused()
    {
        ParameterBuffer parameters = OptimizerCase.SmallBuffer();
        foreach (float bad in (float[])[-0.1f, 1, 2, float.NaN])
        {
            AssertRefused(() => new Adam(parameters, beta1: bad));
            AssertRefused(() => new Adam(parameters, beta2: bad));
            AssertRefused(() => new Sgd(parameters, momentum: bad));
        }
        foreach (float bad in (float[])[-1, 0, 1e-30f, float.NaN])
        {
            AssertRefused(() => new Adam(parameters, epsilon: bad));
        }
        Assert.That(() => new Adam(null!), Throws.ArgumentNullException);
        Assert.That(() => new Sgd(null!), Throws.ArgumentNullException);
    }

    [Test]
    public void A_bad_rate_is_refused_before_anything_changes([Values] Rule rule, [Values(-0.1f, float.NaN)] float rate)
    {
        ParameterBuffer parameters = OptimizerCase.SmallBuffer();
        float[] before = parameters.Values.ToArray();
        Optimizer optimizer = OptimizerCase.Create(rule, parameters);

        AssertRefused(() => optimizer.Step(rate));

        Assert.That(optimizer.Steps, Is.Zero);
        Assert.That(parameters.Values.ToArray(), Is.EqualTo(before));
    }

    private static void AssertRefused(Func<Optimizer> create) => AssertRefused(() => { _ = create(); });

    private static void AssertRefused(Action action) => Assert.That(action, Throws.InstanceOf<ArgumentOutOfRangeException>());

    private static void AssertFollows(Optimizer optimizer, Action<int, double, double> step, Func<int, double> reference)
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
            Assert.That(parameters.Values[i], Is.EqualTo(reference(i)).Within(EngineTolerances.OptimizerRelative * rootMeanSquare));
        }
    }
}
