using NUnit.Framework;
using Scratch.Adversarial.Evaluation;
using Scratch.Engine;

namespace Scratch.Tests.Adversarial.Evaluation;

/// <summary>
/// Six predictions for three classes, worked by hand; the third is wrong, and the fourth a tie that the first class
/// wins.
/// </summary>
public class ProbabilityFigureTests
{
    private static readonly int[] Labels = [0, 1, 2, 0, 1, 2];

    private static readonly double[][] Probabilities =
    [
        [0.70, 0.20, 0.10],
        [0.10, 0.60, 0.30],
        [0.20, 0.51, 0.29],
        [0.40, 0.40, 0.20],
        [0.26, 0.48, 0.26],
        [0.10, 0.10, 0.80],
    ];

    private static readonly Matrix Logits = Matrix.FromRows(
        // what is added to a row changes nothing
        [.. Probabilities.Select((row, i) => row.Select(p => (float)(Math.Log(p) + (10 * i))).ToArray())]);

    private static readonly ClassProbabilities Softmax = new(Logits);

    [Test]
    public void The_softmax_gives_the_probabilities_back()
    {
        Assert.That((Softmax.Count, Softmax.Classes), Is.EqualTo((6, 3)));
        for (int row = 0; row < 6; row++)
        {
            Assert.That(Softmax.Row(row).ToArray(), Is.EqualTo(Probabilities[row]).Within(Tolerances.TwoWaysInFloat),
                $"row {row}");
        }
    }

    [Test]
    public void Log_loss_is_the_mean_of_minus_log_p()
    {
        double expected = -(
            Math.Log(0.7) + Math.Log(0.6) + Math.Log(0.29) + Math.Log(0.4) + Math.Log(0.48) + Math.Log(0.8)) / 6;
        Assert.That(LogLoss.Compute(Logits, Labels), Is.EqualTo(expected).Within(Tolerances.TwoWaysInFloat));
    }

    [Test]
    public void Log_loss_stays_finite_where_the_probability_underflows() =>
        Assert.That(LogLoss.Compute(Matrix.FromRows([5000, 0]), [1]), Is.EqualTo(5000));

    [Test]
    public void Brier_score_sums_squares_over_the_classes()
    {
        // .09 + .04 + .01, .01 + .16 + .09, .04 + .2601 + .5041, .36 + .16 + .04, .0676 + .2704 + .0676, .01 + .01 +
        // .04
        double expected = (0.14 + 0.26 + 0.8042 + 0.56 + 0.4056 + 0.06) / 6;
        Assert.That(BrierScore.Compute(Softmax, Labels), Is.EqualTo(expected).Within(Tolerances.TwoWaysInFloat));
    }

    [Test]
    public void Calibration_error_weighs_what_accuracy_and_confidence_differ_by()
    {
        // Four bins. (1/4, 1/2]: two right, confidences .40 + .48. (1/2, 3/4]: two of three right, .70 + .60 + .51.
        // (3/4, 1]: one right, .80.
        double expected = ((2 - 0.88) + (2 - 1.81) + (1 - 0.8)) / 6;
        Assert.That(CalibrationError.Compute(Softmax, Labels, bins: 4),
            Is.EqualTo(expected).Within(Tolerances.TwoWaysInFloat));
    }

    [Test]
    public void Calibration_error_of_certainty_is_the_share_of_errors() => Assert.That(
        CalibrationError.Compute(
            new ClassProbabilities(Matrix.FromRows([900, 0], [900, 0], [0, 900], [900, 0])), [0, 0, 0, 0]),
            Is.EqualTo(0.25));

    [Test]
    public void Area_under_the_curve_counts_pairs_in_order()
    {
        // Class 0: 4 + 4 of 8 pairs in order. Class 1: .60 above four, .48 above three. Class 2: .29 above three, .80
        // above four.
        Assert.That(RocAuc.OneAgainstRest(Softmax, Labels), Is.EqualTo((8 + 7 + 7) / 24.0).Within(1e-15));
    }

    [Test]
    public void A_class_without_examples_has_no_curve()
    {
        Assert.That(RocAuc.OneAgainstRest(new ClassProbabilities(Logits.SliceRows(0, 2)), [0, 1]), Is.EqualTo(1));
        Assert.That(RocAuc.OneAgainstRest(new ClassProbabilities(Logits.SliceRows(0, 2)), [0, 0]), Is.NaN);
    }

    [Test]
    public void Half_a_pair_is_counted_for_a_tie()
    {
        Assert.That(RocAuc.Compute([0.3, 0.3, 0.3], [true, false, false]), Is.EqualTo(0.5));
        Assert.That(RocAuc.Compute([0.1, 0.4, 0.35, 0.8], [false, false, true, true]), Is.EqualTo(0.75),
            "the example of scikit-learn's manual");
    }

    [Test]
    public void Ranks_agree_with_counting_every_pair()
    {
        var random = new RandomStream(7);
        double[] scores = [.. Enumerable.Range(0, 300).Select(i => (double)random.Below(20, (ulong)i))]; // many ties
        bool[] positive = [.. Enumerable.Range(0, 300).Select(i => random.Fork(1).Below(3, (ulong)i) == 0)];
        double inOrder = 0, pairs = 0;
        for (int i = 0; i < 300; i++)
        {
            for (int j = 0; j < 300; j++)
            {
                if (positive[i] && !positive[j])
                {
                    pairs++;
                    inOrder += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
                }
            }
        }
        Assert.That(RocAuc.Compute(scores, positive), Is.EqualTo(inOrder / pairs).Within(1e-14));
    }

    [Test]
    public void Top_k_counts_the_classes_above()
    {
        Assert.That(TopKAccuracy.Compute(Logits, Labels, 1), Is.EqualTo(5 / 6.0));
        Assert.That(TopKAccuracy.Compute(Logits, Labels, 2), Is.EqualTo(1));
        Assert.That(TopKAccuracy.Compute(Logits.SliceRows(3, 1), [1], 1), Is.Zero,
            "of equal logits the first is predicted");
        Assert.That(TopKAccuracy.Compute(Logits.SliceRows(3, 1), [2], 2), Is.Zero);
    }

    [TestCase(float.NaN)]
    [TestCase(float.PositiveInfinity)]
    [TestCase(float.NegativeInfinity)]
    public void Logits_that_are_not_finite_are_refused(float wrong) => Assert.That(
        () => new ClassProbabilities(Matrix.FromRows([1, 2], [wrong, 0])),
            Throws.ArgumentException.With.Message.Contains("example 1"));

    [Test]
    public void Labels_of_another_number_are_refused()
    {
        Assert.That(() => LogLoss.Compute(Logits, [1]), Throws.ArgumentException);
        Assert.That(() => BrierScore.Compute(Softmax, [1]), Throws.ArgumentException);
        Assert.That(() => CalibrationError.Compute(Softmax, [1]), Throws.ArgumentException);
        Assert.That(() => RocAuc.OneAgainstRest(Softmax, [1]), Throws.ArgumentException);
        Assert.That(() => TopKAccuracy.Compute(Logits, [1], 1), Throws.ArgumentException);
    }
}
