using NUnit.Framework;
using Scratch.Adversarial.Evaluation;

namespace Scratch.Tests.Adversarial.Evaluation;

/// <summary>
/// Worked by hand: rows are true classes, columns predictions; of class 3 there is no example and no prediction.
/// <code>
///     2 1 1 0
///     1 2 0 0
///     0 1 2 0
///     0 0 0 0
/// </code>
/// </summary>
public class ConfusionMatrixTests
{
    private static readonly ConfusionMatrix Matrix = new(
        labels: [0, 0, 0, 0, 1, 1, 1, 2, 2, 2], predictions: [0, 0, 1, 2, 1, 1, 0, 2, 2, 1], classes: 4);

    [Test]
    public void Counts_are_by_true_class_and_prediction()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That((Matrix[0, 1], Matrix[1, 0], Matrix[2, 1], Matrix[1, 2]), Is.EqualTo((1, 1, 1, 0)));
            Assert.That((Matrix.Classes, Matrix.Total, Matrix.Correct), Is.EqualTo((4, 10, 6)));
            Assert.That(Enumerable.Range(0, 4).Select(Matrix.Actual), Is.EqualTo([4, 3, 3, 0]));
            Assert.That(Enumerable.Range(0, 4).Select(Matrix.Predicted), Is.EqualTo([3, 4, 3, 0]));
            Assert.That(Matrix.Accuracy, Is.EqualTo(0.6));
        }
    }

    [Test]
    public void Recall_precision_and_F1_of_each_class()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Enumerable.Range(0, 4).Select(Matrix.Recall), Is.EqualTo([2 / 4.0, 2 / 3.0, 2 / 3.0, 0]));
            Assert.That(Enumerable.Range(0, 4).Select(Matrix.Precision), Is.EqualTo([2 / 3.0, 2 / 4.0, 2 / 3.0, 0]));
            Assert.That(Enumerable.Range(0, 4).Select(Matrix.F1), Is.EqualTo([4 / 7.0, 4 / 7.0, 2 / 3.0, 0]));
        }
    }

    [Test]
    public void The_macro_average_counts_an_absent_class_as_zero()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Matrix.Macro(Matrix.Recall), Is.EqualTo(11 / 24.0).Within(1e-15));
            Assert.That(Matrix.Macro(Matrix.Precision), Is.EqualTo(11 / 24.0).Within(1e-15));
            Assert.That(Matrix.Macro(Matrix.F1), Is.EqualTo(19 / 42.0).Within(1e-15));
        }
    }

    [Test]
    public void Balanced_accuracy_leaves_an_absent_class_out() =>
        Assert.That(Matrix.BalancedAccuracy, Is.EqualTo(11 / 18.0).Within(1e-15));

    [Test]
    public void The_micro_average_counts_all_decisions_together()
    {
        // Σ TP = 6, Σ (TP + FP) = Σ (TP + FN) = 10
        Assert.That(Matrix.Micro, Is.EqualTo(6 / 10.0));
    }

    [Test]
    public void Without_examples_the_accuracy_is_no_number() =>
        Assert.That(new ConfusionMatrix([], [], 2).Accuracy, Is.NaN);

    [Test]
    public void Lengths_that_differ_are_refused() => Assert.That(
        () => new ConfusionMatrix([0, 1], [0], 2),
            Throws.ArgumentException.With.Message.EqualTo("There are 2 labels, but 1 predictions."));
}
