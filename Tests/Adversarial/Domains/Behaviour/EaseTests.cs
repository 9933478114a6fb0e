using MathNet.Numerics.LinearAlgebra;
using NUnit.Framework;
using Scratch.Adversarial.Domains.Behaviour;
using Scratch.Adversarial.Domains.Behaviour.Ranking;
using Scratch.Adversarial.Domains.Behaviour.Recommenders;
using Scratch.Engine;

namespace Scratch.Tests.Adversarial.Domains.Behaviour;

public class EaseTests
{
    private static readonly Profiles Users = Profiles.Create(12, Enumerable.Range(0, 60).Select(user =>
        (int[])[.. Enumerable.Range(0, 12).Where(item => new RandomStream(3).Fork(user).Below(3, (ulong)item) == 0)]));

    /// <summary>By the definition: each column is a ridge regression on the other items, solved by itself.</summary>
    [Test]
    public void Every_column_is_the_ridge_regression_on_the_other_items()
    {
        const double ridge = 2.5;
        Ease ease = Ease.Fit(Users, ridge);
        var x = Matrix<double>.Build.Dense(Users.Users, 12, (user, item) => Users[user].Contains(item) ? 1 : 0);
        for (int item = 0; item < 12; item++)
        {
            Matrix<double> others = x.RemoveColumn(item);
            Vector<double> weights = (others.TransposeThisAndMultiply(others)
                + (ridge * Matrix<double>.Build.DenseIdentity(11))).Solve(others.TransposeThisAndMultiply(x.Column(item)));
            for (int other = 0; other < 12; other++)
            {
                double expected = other == item ? 0 : weights[other < item ? other : other - 1];
                Assert.That(ease.Weights[other, item], Is.EqualTo(expected).Within(1e-6), $"{other} to {item}");
            }
        }
    }

    [Test]
    public void Ranks_of_equal_scores_are_averaged_and_lists_take_the_first()
    {
        float[] scores = [2, 1, 2, float.NegativeInfinity, 0, 2];
        Assert.That(RankingEvaluator.RankOf(scores, 0), Is.EqualTo(2));
        Assert.That(RankingEvaluator.RankOf(scores, 1), Is.EqualTo(4));
        Assert.That(RankingEvaluator.Best(scores, 4), Is.EqualTo([0, 2, 5, 1]));
        Assert.That(RankingEvaluator.Best(scores, 9), Is.EqualTo([0, 2, 5, 1, 4]));
    }
}
