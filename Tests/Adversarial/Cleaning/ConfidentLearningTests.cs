using NUnit.Framework;
using Scratch.Adversarial.Cleaning;
using Scratch.Adversarial.Evaluation;
using Scratch.Engine;

namespace Scratch.Tests.Adversarial.Cleaning;

public class ConfidentLearningTests
{
    [Test]
    public void The_confident_joint_by_hand()
    {
        // Thresholds: (0.9 + 0.8 + 0.15) / 3 = 0.617 for class 0, (0.7 + 0.9) / 2 = 0.8 for class 1. Confidently of
        // class 0 are the first two, of class 1 the third, whose label is 0, and the last; of the fourth nobody is
        // sure.
        Matrix logits = Logits([0.9f, 0.1f], [0.8f, 0.2f], [0.15f, 0.85f], [0.3f, 0.7f], [0.1f, 0.9f]);
        Assert.That(ConfidentLearning.CountWrong(new ClassProbabilities(logits), [0, 0, 0, 1, 1]),
            Is.EqualTo([1.0, 0.0]));
        Assert.That(ConfidentLearning.Suggest(logits, [0, 0, 0, 1, 1], 0.5, 0), Is.EqualTo([0, 0, 1, 1, 1]));
    }

    [Test]
    public void What_is_true_of_the_confident_ones_is_taken_to_be_true_of_all()
    {
        // t₀ = 0.58 and t₁ = 0.82. Of the five labelled 0 two are confidently of class 0 and one of class 1: 5 · 1/3
        // are wrong.
        Matrix logits = Logits(
            [0.95f, 0.05f], [0.95f, 0.05f], [0.1f, 0.9f], [0.4f, 0.6f], [0.5f, 0.5f], [0.18f, 0.82f]);
        Assert.That(ConfidentLearning.CountWrong(new ClassProbabilities(logits), [0, 0, 0, 0, 0, 1])[0],
            Is.EqualTo(5 / 3.0).Within(1e-9));
    }

    [Test]
    public void Of_a_class_that_classifiers_are_rarely_sure_of_less_is_asked()
    {
        // Class 2 has the threshold 0.4, so the last example is confidently of it, although its p(0) is larger: that is
        // below the 0.75 of class 0.
        Matrix logits = Logits(
            [0.95f, 0.03f, 0.02f], [0.05f, 0.9f, 0.05f], [0.35f, 0.25f, 0.4f], [0.55f, 0.04f, 0.41f]);
        Assert.That(ConfidentLearning.CountWrong(new ClassProbabilities(logits), [0, 1, 2, 0])[0], Is.EqualTo(1));
    }

    [Test]
    public void Hard_examples_are_left_alone_unless_they_are_clearly_of_another_class()
    {
        // The usual margin is log 99 = 4.6. The fourth example has one of log(0.7 / 0.3) = 0.85, the fifth of log(0.99
        // / 0.01).
        float[] sure = [0.99f, 0.01f], other = [0.01f, 0.99f], hard = [0.3f, 0.7f];
        int[] labels = [0, 0, 0, 0, 0, 1, 1, 1];
        Matrix logits = Logits(sure, sure, sure, hard, other, other, other, hard);
        Assert.That(ConfidentLearning.Suggest(logits, labels, 0.5, 0), Is.EqualTo([0, 0, 0, 0, 1, 1, 1, 1]));
    }

    [TestCase(0.6, 1)]
    [TestCase(0.7, 0)]
    public void If_few_disagreements_are_clear_they_are_hard_examples(double shareOfClear, int suggested)
    {
        // Of three disagreements, with margins of log 99, log 99 and log(0.7 / 0.3), two are clear.
        float[] sure = [0.99f, 0.01f], other = [0.01f, 0.99f], hard = [0.3f, 0.7f];
        Matrix logits = Logits(sure, sure, sure, sure, hard, other, other, other, other, [0.1f, 0.9f]);
        int[] labels = [0, 0, 0, 0, 0, 0, 0, 1, 1, 1];
        Assert.That(ConfidentLearning.Suggest(logits, labels, 0.5, shareOfClear)[5], Is.EqualTo(suggested));
    }

    [Test]
    public void Of_a_class_without_examples_nothing_is_said()
    {
        int[] suggested = ConfidentLearning.Suggest(Logits([0.1f, 0.1f, 0.8f], [0.2f, 0.7f, 0.1f]), [0, 1], 0.5, 0);
        Assert.That(suggested, Is.EqualTo([0, 1]));
    }

    private static Matrix Logits(params float[][] probabilities) =>
        Matrix.FromRows([.. probabilities.Select(row => row.Select(p => MathF.Log(p)).ToArray())]);
}
