using NUnit.Framework;
using Scratch.Engine;
using Scratch.Layers;
using Scratch.Layers.Checking.ReferenceLosses;

namespace Scratch.Tests.Layers.Losses;

public class LossTests
{
    internal static IEnumerable<Loss> Losses =>
    [
        new SoftmaxCrossEntropy(), new BinaryCrossEntropy(), new MeanSquaredError(),
        new MeanAbsoluteError(), new Huber(0.5f), new Hinge(), new CategoricalDivergence(),
        new ArticleEncoderLoss(), new ArticleGeneratorLoss(), new MinimaxGeneratorLoss(), new CriticLoss(),
    ];

    private static IEnumerable<int> Widths => [.. Samples.Widths, 255, 256, 257]; // and around the chunk of the losses

    [Test]
    public void Loss_and_gradient_agree_with_the_double_reference(
        [ValueSource(nameof(Losses))] Loss loss, [ValueSource(nameof(Widths))] int width)
    {
        const int Batch = 3;
        Matrix logits = Samples.Uniform(Batch, width, seed: 1, low: -4, high: 4);
        Matrix target = Samples.Uniform(Batch, width, seed: 2, low: 0.05f, high: 0.95f);
        Matrix perExample = Samples.Poisoned(1, Batch), dLogits = Samples.Poisoned(Batch, width);
        loss.Compute(logits, target, perExample, 0.25f, dLogits);

        var reference = ReferenceLoss.Of(loss);
        var losses = new List<double>();
        var gradient = new List<double>();
        for (int row = 0; row < Batch; row++)
        {
            double[] x = Agreement.Doubles(logits.SliceRows(row, 1)), t = Agreement.Doubles(target.SliceRows(row, 1));
            losses.Add(reference.Forward(x, t));
            gradient.AddRange(reference.Backward(x, t).Select(d => 0.25 * d));
        }
        Assert.That(Agreement.Error(perExample, [.. losses]), Is.LessThan(Tolerances.FloatAgainstDouble), "loss");
        // one class alone has gradient 0 and float noise around it
        if (width > 1 || loss is not (SoftmaxCrossEntropy or CategoricalDivergence))
        {
            Assert.That(Agreement.Error(dLogits, [.. gradient]), Is.LessThan(Tolerances.FloatAgainstDouble), "dLogits");
        }
    }

    [Test]
    public void The_scale_multiplies_the_gradient_alone([ValueSource(nameof(Losses))] Loss loss)
    {
        Matrix logits = Samples.Uniform(4, 13, seed: 1), target = Samples.Uniform(4, 13, seed: 2, low: 0);
        (Matrix lossAtOne, Matrix gradientAtOne) = Compute(loss, logits, target, 1);
        (Matrix lossAtHalf, Matrix gradientAtHalf) = Compute(loss, logits, target, 0.5f);
        Assert.That(Agreement.Bits(lossAtHalf), Is.EqualTo(Agreement.Bits(lossAtOne)));
        Assert.That(Agreement.Doubles(gradientAtHalf), Is.EqualTo(Agreement.Doubles(gradientAtOne).Select(d => d / 2)));
    }

    [Test]
    public void Either_result_can_be_left_out([ValueSource(nameof(Losses))] Loss loss)
    {
        Matrix logits = Samples.Uniform(4, 13, seed: 1), target = Samples.Uniform(4, 13, seed: 2, low: 0);
        (Matrix expectedLoss, Matrix expectedGradient) = Compute(loss, logits, target, 1);
        Matrix perExample = Samples.Poisoned(1, 4), dLogits = Samples.Poisoned(4, 13);
        loss.Compute(logits, target, perExample, 1, default);
        loss.Compute(logits, target, default, 1, dLogits);
        Assert.That(Agreement.Bits(perExample), Is.EqualTo(Agreement.Bits(expectedLoss)));
        Assert.That(Agreement.Bits(dLogits), Is.EqualTo(Agreement.Bits(expectedGradient)));
    }

    [Test]
    public void The_gradient_may_overwrite_the_logits([ValueSource(nameof(Losses))] Loss loss)
    {
        Matrix logits = Samples.Uniform(4, 300, seed: 1), target = Samples.Uniform(4, 300, seed: 2, low: 0);
        (Matrix expectedLoss, Matrix expectedGradient) = Compute(loss, logits, target, 1);
        Matrix perExample = Samples.Poisoned(1, 4);
        loss.Compute(logits, target, perExample, 1, logits);
        Assert.That(Agreement.Bits(perExample), Is.EqualTo(Agreement.Bits(expectedLoss)));
        Assert.That(Agreement.Bits(logits), Is.EqualTo(Agreement.Bits(expectedGradient)));
    }

    [Test]
    public void An_example_has_the_same_bits_whatever_the_rest_of_the_batch(
        [ValueSource(nameof(Losses))] Loss loss, [Values(1, 4, 10, 37)] int width)
    {
        Matrix logits = Samples.Uniform(700, width, seed: 1), target = Samples.Uniform(700, width, seed: 2, low: 0);
        (Matrix batchLoss, Matrix batchGradient) = Compute(loss, logits, target, 1);
        foreach (int row in (int[])[0, 1, 350, 699])
        {
            (Matrix alone, Matrix gradientAlone) = Compute(loss, logits.SliceRows(row, 1), target.SliceRows(row, 1), 1);
            Assert.That(Agreement.Bits(batchLoss.SliceColumns(row, 1)), Is.EqualTo(Agreement.Bits(alone)));
            Assert.That(Agreement.Bits(batchGradient.SliceRows(row, 1)), Is.EqualTo(Agreement.Bits(gradientAlone)));
        }
    }

    [Test]
    public void A_column_has_the_bits_of_rows_of_one([ValueSource(nameof(Losses))] Loss loss)
    {
        Matrix wide = Samples.Uniform(37, 3, seed: 1, low: -4, high: 4),
            targets = Samples.Uniform(37, 3, seed: 2, low: 0);
        Matrix column = Matrix.Allocate(37, 1), target = Matrix.Allocate(37, 1);
        wide.SliceColumns(1, 1).CopyTo(column);
        targets.SliceColumns(1, 1).CopyTo(target);
        (Matrix expectedLoss, Matrix expectedGradient) =
            Compute(loss, wide.SliceColumns(1, 1), targets.SliceColumns(1, 1), 0.25f);
        (Matrix columnLoss, Matrix columnGradient) = Compute(loss, column, target, 0.25f);
        Assert.That(Agreement.Bits(columnLoss), Is.EqualTo(Agreement.Bits(expectedLoss)));
        Assert.That(Agreement.Bits(columnGradient), Is.EqualTo(Agreement.Bits(expectedGradient)));
    }

    [Test]
    public void Large_logits_do_not_overflow(
        [ValueSource(nameof(Losses))] Loss loss, [Values(1e4f, -1e4f)] float size, [Values(0, 1)] int hot)
    {
        var logits = Matrix.FromRows([size, -size]);
        var target = Matrix.FromRows([hot == 0 ? [1f, 0f] : [0f, 1f]]);
        (Matrix perExample, Matrix dLogits) = Compute(loss, logits, target, 1);
        double[] x = Agreement.Doubles(logits), t = Agreement.Doubles(target);
        Assert.That(Agreement.Error(perExample, [ReferenceLoss.Of(loss).Forward(x, t)]),
            Is.LessThan(Tolerances.FloatAgainstDouble));
        Assert.That(Agreement.Error(dLogits, ReferenceLoss.Of(loss).Backward(x, t)),
            Is.LessThan(Tolerances.FloatAgainstDouble));
    }

    [Test]
    public void A_softmax_of_large_logits_depends_on_their_differences_alone([Values(3, 40)] int width)
    {
        Matrix target = Samples.OneHot(1, width);
        float[] logits = [.. Enumerable.Range(0, width).Select(j => (float)j)];
        (Matrix loss, Matrix gradient) = Compute(new SoftmaxCrossEntropy(), Matrix.FromRows(logits), target, 1);
        (Matrix shiftedLoss, Matrix shiftedGradient) =
            Compute(new SoftmaxCrossEntropy(), Matrix.FromRows([.. logits.Select(x => x + 10_000)]), target, 1);
        Assert.That(Agreement.Bits(shiftedLoss), Is.EqualTo(Agreement.Bits(loss)));
        Assert.That(Agreement.Bits(shiftedGradient), Is.EqualTo(Agreement.Bits(gradient)));
    }

    [TestCase(9f, 1f)]
    [TestCase(-9f, 0f)]
    public void A_confident_binary_cross_entropy_is_small_and_not_lost_to_rounding(float logit, float target)
    {
        (Matrix loss, _) = Compute(new BinaryCrossEntropy(), Matrix.FromRows([logit]), Matrix.FromRows([target]), 1);
        double expected = Math.Log(1 + Math.Exp(-9));
        // half a step of 1 + e⁻⁹
        Assert.That(loss[0, 0], Is.EqualTo(expected).Within(float.Epsilon + (1 / (double)(1 << 24))));
    }

    [Test]
    public void A_class_that_is_impossible_and_not_the_target_costs_nothing()
    {
        (Matrix loss, Matrix gradient) = Compute(
            new SoftmaxCrossEntropy(), Matrix.FromRows([0f, 0f, float.NegativeInfinity]), Matrix.FromRows([1f, 0f, 0f]),
                1);
        Assert.That(Agreement.Error(loss, [Math.Log(2)]), Is.LessThan(Tolerances.ByHand));
        Assert.That(Agreement.Error(gradient, [-0.5, 0.5, 0]), Is.LessThan(Tolerances.ByHand));
    }

    [Test]
    public void Shapes_that_do_not_fit_are_both_named([ValueSource(nameof(Losses))] Loss loss)
    {
        Matrix logits = Matrix.Allocate(4, 3);
        Assert.That(() => loss.Compute(logits, Matrix.Allocate(4, 2), default, 1, default),
            Throws.ArgumentException.With.Message.Contains("(4, 3)").And.Message.Contains("(4, 2)"));
        Assert.That(() => loss.Compute(logits, logits, Matrix.Allocate(1, 5), 1, default),
            Throws.ArgumentException.With.Message.Contains("(1, 5)").And.Message.Contains("(1, 4)"));
        Assert.That(() => loss.Compute(logits, logits, default, 1, Matrix.Allocate(3, 3)),
            Throws.ArgumentException.With.Message.Contains("(4, 3)").And.Message.Contains("(3, 3)"));
    }

    private static (Matrix Losses, Matrix Gradient) Compute(Loss loss, Matrix logits, Matrix target, float scale)
    {
        Matrix perExample = Samples.Poisoned(1, logits.Rows), dLogits = Samples.Poisoned(logits.Rows, logits.Columns);
        loss.Compute(logits, target, perExample, scale, dLogits);
        return (perExample, dLogits);
    }
}
