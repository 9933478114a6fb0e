using NUnit.Framework;
using Scratch.Adversarial.Data.Cleaning;
using Scratch.Adversarial.Evaluation;
using Scratch.Engine;

namespace Scratch.Tests.Adversarial.Data.Cleaning;

public class ConfidentLearningTests
{
    [Test]
    public void The_confident_joint_by_hand()
    {
        // Thresholds: (0.9 + 0.8 + 0.15) / 3 = 0.617 for class 0, (0.7 + 0.9) / 2 = 0.8 for class 1.
        int[] classes = Classes([0, 0, 0, 1, 1], [0.9f, 0.1f], [0.8f, 0.2f], [0.15f, 0.85f], [0.3f, 0.7f], [0.1f, 0.9f]);
        Assert.That(classes, Is.EqualTo([0, 0, 1, -1, 1]), "the third label is wrong; of the fourth example nobody is sure");
    }

    [Test]
    public void A_class_that_classifiers_are_rarely_sure_of_has_a_low_threshold()
    {
        // Class 2 has 0.4, so the last example is of it, although its p(0) is larger: that is below the 0.9 of class 0.
        int[] classes = Classes([0, 1, 2, 0], [0.95f, 0.03f, 0.02f], [0.05f, 0.9f, 0.05f], [0.35f, 0.25f, 0.4f], [0.55f, 0.04f, 0.41f]);
        Assert.That(classes[3], Is.EqualTo(2));
    }

    [Test]
    public void Of_a_class_without_examples_nothing_is_said()
    {
        int[] classes = Classes([0, 1], [0.1f, 0.1f, 0.8f], [0.2f, 0.7f, 0.1f]);
        Assert.That(classes, Is.EqualTo([0, 1]));
    }

    private static int[] Classes(int[] labels, params float[][] probabilities)
    {
        Matrix logits = Matrix.FromRows([.. probabilities.Select(row => row.Select(MathF.Log).ToArray())]);
        return ConfidentLearning.Classes(new ClassProbabilities(logits), labels);
    }
}
