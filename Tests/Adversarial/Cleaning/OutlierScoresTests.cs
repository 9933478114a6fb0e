using NUnit.Framework;
using Scratch.Adversarial.Cleaning;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Evaluation;
using Scratch.Engine;
using Scratch.Tests.Engine;

namespace Scratch.Tests.Adversarial.Cleaning;

[NonParallelizable]
public class OutlierScoresTests
{
    private const int Count = 600, Strange = 30;

    [Test]
    public void Images_of_another_kind_score_highest_whatever_their_labels()
    {
        Planted planted = Strangers();
        double[] scores = OutlierScores.Compute(planted.Data);
        Assert.That(RocAuc.Compute(scores, planted.IsWrong), Is.GreaterThan(0.999));
    }

    [Test]
    public void They_are_made_again_worst()
    {
        Planted planted = Strangers();
        double[] scores = ReconstructionScores.Compute(planted.Data, seed: 1);
        Assert.That(RocAuc.Compute(scores, planted.IsWrong), Is.GreaterThan(0.99));
        Assert.That(ReconstructionScores.Compute(planted.Data, seed: 1), Is.EqualTo(scores));
    }

    [Test]
    public void A_wrong_label_makes_no_outlier()
    {
        Planted planted = Planted.WrongLabels(Toys.Images(Count), 0.1, new RandomStream(1));
        double[] scores = OutlierScores.Compute(planted.Data);
        Assert.That(RocAuc.Compute(scores, planted.IsWrong), Is.InRange(0.3, 0.7), "neither more nor less than others");
    }

    [Test]
    public void Half_of_the_scores_are_above_zero()
    {
        double[] scores = OutlierScores.Compute(Toys.Images(Count));
        Assert.That(scores.Count(score => score > 0), Is.InRange((Count / 2) - Toys.Classes, Count / 2),
            "of every class one has the median, which is a tie");
        Assert.That(scores.Select(Math.Abs).Order().ElementAt(Count / 2), Is.EqualTo(1 / 1.4826).Within(1e-9),
            "deviations are robust ones");
    }

    [Test]
    public void Scores_have_the_same_bits_on_any_number_of_threads()
    {
        Planted planted = Strangers();
        double[][] scores = [.. PoolThreads.Counts.Select(threads =>
        {
            using var pool = new PoolThreads(threads);
            return OutlierScores.Compute(planted.Data);
        })];
        Assert.That(scores.Skip(1), Is.All.EqualTo(scores[0]));
    }

    [Test]
    public void Classes_of_one_example_or_none_are_no_trouble()
    {
        Dataset toys = Toys.Images(Count);
        int[] labels = [.. Enumerable.Range(0, Count).Select(i => i == 7 ? 4 : toys.Labels.Span[i])];
        double[] scores = OutlierScores.Compute(new Dataset("toy", toys.Inputs, labels, classes: 6, toys.Domain));
        Assert.That(scores, Is.All.Matches<double>(double.IsFinite));
    }

    /// <summary>Toys, and among them images whose stripes run the other way.</summary>
    private static Planted Strangers()
    {
        Dataset toys = Toys.Images(Count);
        Matrix others = Matrix.Allocate(Strange, toys.Inputs.Columns);
        new RandomStream(9).FillUniform(others.Span, -0.15f, 0.15f);
        for (int i = 0; i < Strange; i++)
        {
            for (int pixel = 0; pixel < others.Columns; pixel++)
            {
                others[i, pixel] += pixel / toys.Domain.RowLength % 2 == 0 ? 0.8f : 0.2f;
            }
        }
        var strangers = new Dataset("strange", others, new int[Strange], Toys.Classes, toys.Domain);
        return Planted.Strangers(toys, strangers, 0.04, new RandomStream(3));
    }
}
