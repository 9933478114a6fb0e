using NUnit.Framework;
using Scratch.Adversarial.Attacks;
using Scratch.Adversarial.Attacks.Catalog;
using Scratch.Adversarial.Data;
using Scratch.Engine;
using Scratch.Layers;

namespace Scratch.Tests.Adversarial.Attacks;

public class BallTests
{
    private const int Inputs = 6, Examples = 20;

    /// <summary>Ranges far from [0, 1], and the last feature, a category's column, that may not move.</summary>
    private static readonly Box Wide =
        new([-5, -2, 0, 10, -1, 0], [5, 2, 3, 20, 1, 1], [false, false, false, false, false, true]);

    private static readonly int[] Labels = [.. Enumerable.Range(0, Examples).Select(row => row % 3)];

    private static IEnumerable<TestCaseData<string, string>> Cases => AttackRun.Cases;

    [Test]
    public void A_start_lies_in_the_ball_and_in_the_box([Values("linf", "l2")] string norm)
    {
        var ball = new Ball(Norm.Parse(norm), 1.5f, Wide);
        Matrix originals = Originals();
        for (int row = 0; row < Examples; row++)
        {
            float[] point = new float[Inputs];
            ball.Start(point, originals.Row(row), new RandomStream((ulong)row));
            Assert.That(ball.Contains(point, originals.Row(row)), Is.True, $"example {row}");
            Assert.That(point[^1], Is.EqualTo(originals[row, Inputs - 1]), "the fixed feature");
        }
    }

    [TestCaseSource(nameof(Cases))]
    public void Every_attack_stays_in_the_box_of_the_model_and_leaves_fixed_features(string name, string norm)
    {
        Network classifier = Classifier();
        AttackOptions options = new() { Norm = norm, Epsilon = norm == "l0" ? 3 : 2, Queries = 300, Restarts = 2 };
        Attack attack = AttackCatalog.Create(
            name, new AttackContext(
                new ClassifierModel(classifier, Examples, Wide), options)
            {
                RowLength = Inputs,
                Surrogate = Classifier(seed: 5)
            });
        Matrix originals = Originals(), moved = Matrix.Allocate(Examples, Inputs);
        attack.Perturb(new AttackBatch(originals, Labels, Enumerable.Range(0, Examples).ToArray(), new RandomStream(1)),
            moved);
        int changed = 0;
        for (int row = 0; row < Examples; row++)
        {
            Assert.That(Wide.FindOutside(moved.Row(row)), Is.EqualTo(-1), $"example {row}");
            Assert.That(moved[row, Inputs - 1], Is.EqualTo(originals[row, Inputs - 1]),
                $"the fixed feature of example {row}");
            changed += moved.Row(row).SequenceEqual(originals.Row(row)) ? 0 : 1;
        }
        Assert.That(changed, Is.Positive);
    }

    [Test]
    public void What_lies_outside_the_box_is_refused()
    {
        Matrix originals = Originals(), moved = Matrix.Allocate(Examples, Inputs);
        originals[3, 1] = 2.5f;
        Attack attack = AttackCatalog.Create(
            "pgd", new AttackContext(new ClassifierModel(Classifier(), Examples, Wide), new() { Epsilon = 0.1f }));
        Assert.That(
            () => attack.Perturb(
                new AttackBatch(originals, Labels, Enumerable.Range(0, Examples).ToArray(), new RandomStream(1)),
                moved),
            Throws.ArgumentException.With.Message.StartsWith("Example 3: feature 1 is 2.5, outside its range [-2, 2]"));
    }

    [Test]
    public void Bounds_are_those_of_the_ball_within_the_box()
    {
        float[] lower = new float[2], upper = new float[2];
        new Ball(Norm.LInfinity, 1, new Box([0, -10], [1.5f, 10])).Bounds([0.5f, 9.5f], lower, upper);
        Assert.That(lower, Is.EqualTo([0f, 8.5f]));
        Assert.That(upper, Is.EqualTo([1.5f, 10f]));
    }

    [Test]
    public void The_covering_radius_reaches_from_the_middle_to_the_corners()
    {
        Assert.That(Ball.Covering(Norm.LInfinity, new Box([0, -4], [6, 4]), 2), Is.EqualTo(4));
        Assert.That(Ball.Covering(Norm.L2, new Box([0, -4], [6, 4]), 2), Is.EqualTo(5));
        Assert.That(Ball.Covering(Norm.L2, Box.Unit, 4), Is.EqualTo(1));
        Assert.That(Ball.Covering(Norm.LInfinity, new Box([0, -4], [6, 4], [false, true]), 2), Is.EqualTo(3), "what is fixed isn't moved");
    }

    private static Matrix Originals()
    {
        Matrix originals = Matrix.Allocate(Examples, Inputs);
        new RandomStream(3).FillUniform(originals.Span, 0.1f, 0.9f);
        for (int row = 0; row < Examples; row++)
        {
            Wide.FromUnit(originals.Row(row));
            originals[row, Inputs - 1] = row % 2;
        }
        return originals;
    }

    private static Network Classifier(ulong seed = 2)
    {
        var classifier = new Network(Inputs, new Dense(Inputs, 12), new Relu(), new Dense(12, 3));
        classifier.Initialise(new RandomStream(seed));
        return classifier;
    }
}
