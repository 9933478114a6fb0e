using NUnit.Framework;
using Scratch.Engine;
using Scratch.Layers;
using Scratch.Tests.Layers.Losses;

namespace Scratch.Tests.Layers;

/// <summary>
/// NaN and infinity go through: a layer that swallowed them would hide a training that has gone wrong.
/// </summary>
public class NotANumberTests
{
    [Test]
    public void NaN_goes_forward_where_it_belongs_and_nowhere_else(
        [ValueSource(typeof(LayerRun), nameof(LayerRun.ElementWiseKinds))] string kind,
            [Values(0, 7, 8, 16, 30)] int position)
    {
        LayerRun run = LayerRun.Of(kind, 31, 3);
        run.Input[1, position] = float.NaN;
        run.Forward();
        AssertOnly(run.Output, 1, position);
    }

    [Test]
    public void NaN_goes_backward_where_it_belongs_and_nowhere_else(
        [ValueSource(typeof(LayerRun), nameof(LayerRun.ElementWiseKinds))] string kind,
            [Values(0, 7, 8, 16, 30)] int position,
        [Values(-0.5f, 0.5f)] float input)
    {
        LayerRun run = LayerRun.Of(kind, 31, 3);
        run.Input[1, position] = input; // an off relu must not hide it either
        run.Forward();
        run.DOutput[1, position] = float.NaN;
        run.Backward();
        AssertOnly(run.DInput, 1, position);
    }

    [TestCase("Dense")]
    [TestCase("GaussianHeads")]
    public void NaN_in_an_example_reaches_all_its_outputs_and_no_other_example(string kind)
    {
        LayerRun run = LayerRun.Of(kind, 21, 9);
        run.Input[4, 20] = float.NaN;
        run.Forward();
        for (int row = 0; row < 9; row++)
        {
            Assert.That(run.Output.Row(row).ToArray(), row == 4 ? Is.All.NaN : Is.All.Not.NaN, $"row {row}");
        }
    }

    [TestCase("Dense")]
    [TestCase("GaussianHeads")]
    public void NaN_in_dOutput_reaches_its_example_and_the_gradients_of_its_output(string kind)
    {
        LayerRun run = LayerRun.Of(kind, 21, 9);
        run.Forward();
        run.DOutput[4, 2] = float.NaN;
        run.Backward();
        Assert.That(run.DInput.Row(4).ToArray(), Is.All.NaN);
        Assert.That(run.DInput.Row(3).ToArray(), Is.All.Not.NaN);
        Matrix dWeight = run.Parameters.GradientViews.Span[0], dBias = run.Parameters.GradientViews.Span[1];
        Assert.That(Agreement.Doubles(dWeight.SliceColumns(2, 1)), Is.All.NaN);
        Assert.That(Agreement.Doubles(dWeight.SliceColumns(0, 2)), Is.All.Not.NaN);
        Assert.That(dBias.Span.ToArray().Select(float.IsNaN),
            Is.EqualTo(Enumerable.Range(0, dBias.Columns).Select(j => j == 2)));
    }

    [TestCase("Relu", float.PositiveInfinity, float.PositiveInfinity)]
    [TestCase("Relu", float.NegativeInfinity, 0)]
    [TestCase("LeakyRelu", float.PositiveInfinity, float.PositiveInfinity)]
    [TestCase("LeakyRelu", float.NegativeInfinity, float.NegativeInfinity)]
    [TestCase("Sigmoid", float.PositiveInfinity, 1)]
    [TestCase("Sigmoid", float.NegativeInfinity, 0)]
    [TestCase("Tanh", float.PositiveInfinity, 1)]
    [TestCase("Tanh", float.NegativeInfinity, -1)]
    public void Infinity_goes_to_the_limit_of_the_function(string kind, float input, float expected)
    {
        LayerRun run = LayerRun.Of(kind, 31, 1);
        run.Input.Fill(input);
        run.Forward();
        Assert.That(run.Output.Span.ToArray(), Is.All.EqualTo(expected));
    }

    [Test]
    public void Infinity_goes_through_a_dense_layer()
    {
        LayerRun run = LayerRun.Of("Dense", 5, 2);
        run.Input[1, 3] = float.PositiveInfinity;
        run.Forward();
        Assert.That(run.Output.Row(1).ToArray().Select(float.IsInfinity), Is.All.True);
        Assert.That(run.Output.Row(0).ToArray().Select(float.IsFinite), Is.All.True);
    }

    [Test]
    public void NaN_in_a_logit_is_seen_in_the_loss_and_the_gradient_of_its_example(
        [ValueSource(typeof(LossTests), nameof(LossTests.Losses))] Loss loss, [Values(1, 3, 9, 31)] int width,
            [Values(0, 0.3, 1)] double place)
    {
        int position = (int)(place * (width - 1));
        Matrix logits = Samples.Uniform(3, width, seed: 1), target = Samples.Uniform(3, width, seed: 2, low: 0);
        Matrix perExample = Samples.Poisoned(1, 3), dLogits = Samples.Poisoned(3, width);
        logits[1, position] = float.NaN;
        loss.Compute(logits, target, perExample, 1, dLogits);
        Assert.That(perExample.Span.ToArray().Select(float.IsNaN), Is.EqualTo([false, true, false]));
        Assert.That(dLogits[1, position], Is.NaN);
        Assert.That(dLogits.Row(0).ToArray().Concat(dLogits.Row(2).ToArray()), Is.All.Not.NaN);
    }

    private static void AssertOnly(Matrix matrix, int row, int column)
    {
        IEnumerable<bool> expected =
            Enumerable.Range(0, matrix.Length).Select(i => i == (row * matrix.Columns) + column);
        Assert.That(Agreement.Doubles(matrix).Select(double.IsNaN), Is.EqualTo(expected));
    }
}
