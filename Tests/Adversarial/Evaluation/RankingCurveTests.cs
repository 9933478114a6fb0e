using NUnit.Framework;
using Scratch.Adversarial.Evaluation;

namespace Scratch.Tests.Adversarial.Evaluation;

public class RankingCurveTests
{
    // + - + (+ -) -  in falling order, two of them tied
    private static readonly double[] Scores = [0.9, 0.8, 0.7, 0.5, 0.5, double.NegativeInfinity];
    private static readonly bool[] IsPositive = [true, false, true, true, false, false];

    [Test]
    public void Points_of_a_worked_example()
    {
        RankingCurve curve = RankingCurve.From(Scores, IsPositive);
        Assert.That((curve.Positives, curve.Negatives), Is.EqualTo((3, 3)));
        Assert.That(curve.Points.Select(point => (point.TruePositives, point.FalsePositives)), Is.EqualTo(
            new[] { (1, 0), (1, 1), (2, 1), (3, 2), (3, 3) }));
        // 1/3 · 1 + 1/3 · 2/3 + 1/3 · 3/5
        Assert.That(curve.AveragePrecision, Is.EqualTo((1 + (2 / 3.0) + (3 / 5.0)) / 3).Within(1e-12));
        // F1: 2/4, 2/5, 4/6, 6/8, 6/9
        Assert.That(curve.F1(curve.BestF1!.Value), Is.EqualTo(0.75).Within(1e-12));
        Assert.That(curve.BestF1.Value.Score, Is.EqualTo(0.5));
    }

    [Test]
    public void Without_positives_there_is_no_precision_to_average()
    {
        RankingCurve curve = RankingCurve.From([1, 2], [false, false]);
        Assert.That(curve.AveragePrecision, Is.NaN);
        Assert.That(curve.BestF1, Is.Null);
    }
}
