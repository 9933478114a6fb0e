using NUnit.Framework;
using Scratch.Adversarial.Quality;
using Scratch.Engine;

namespace Scratch.Tests.Adversarial.Quality;

/// <summary>Precision, recall, density and coverage on points whose balls can be drawn on paper.</summary>
public class ManifoldTests
{
    // Balls with k = 1 around 0, 1, 3, 7: [−1, 1], [0, 2], [1, 5], [3, 11].
    private static readonly Matrix Real = Clouds.Line(0, 1, 3, 7);

    // Around 4, 5, 20: [3, 5], [4, 6], [5, 35]. Of the real points 3 and 7 are within.
    private static readonly Matrix Generated = Clouds.Line(4, 5, 20);

    [Test]
    public void Precision_and_recall_by_hand()
    {
        PrecisionRecall figures = PrecisionRecall.Compute(Real, Generated, k: 1);
        Assert.That(figures.Precision, Is.EqualTo(Estimate.OfShare(2, 3)), "4 and 5");
        Assert.That(figures.Recall, Is.EqualTo(Estimate.OfShare(2, 4)), "3 and 7");
    }

    [Test]
    public void Density_and_coverage_by_hand()
    {
        DensityCoverage figures = DensityCoverage.Compute(Real, Generated, k: 1);
        Assert.That(figures.Density, Is.EqualTo(Estimate.OfMean([2, 2, 0])),
            "4 and 5 are in two balls each, the border included");
        Assert.That(figures.Coverage, Is.EqualTo(Estimate.OfShare(2, 4)), "the balls of 3 and 7");
    }

    [Test]
    public void Density_counts_balls_of_k_neighbours_once()
    {
        // k = 2, around 0, 1, 3, 7: [−3, 3], [−1, 3], [0, 6], [1, 13]. 2 lies in all, 3.5 in two, −2.5 in one.
        DensityCoverage figures = DensityCoverage.Compute(Real, Clouds.Line(2, 3.5f, -2.5f), k: 2);
        Assert.That(figures.Density.Value, Is.EqualTo((4 + 2 + 1) / (2 * 3.0)).Within(1e-15));
        Assert.That(figures.Coverage.Value, Is.EqualTo(1));
    }

    [Test]
    public void A_set_and_itself_have_everything_in_common()
    {
        Matrix cloud = Clouds.Normal(300, 5, seed: 1);
        PrecisionRecall figures = PrecisionRecall.Compute(cloud, cloud, k: 5);
        Assert.That((figures.Precision.Value, figures.Recall.Value), Is.EqualTo((1.0, 1.0)));
        Assert.That(DensityCoverage.Compute(cloud, cloud, k: 5).Coverage.Value, Is.EqualTo(1));
    }

    [Test]
    public void Sets_far_apart_have_nothing_in_common()
    {
        Matrix here = Clouds.Normal(300, 5, seed: 1), there = Clouds.Normal(300, 5, seed: 2, mean: 100);
        PrecisionRecall figures = PrecisionRecall.Compute(here, there, k: 5);
        Assert.That((figures.Precision.Value, figures.Recall.Value), Is.EqualTo((0.0, 0.0)));
        DensityCoverage other = DensityCoverage.Compute(here, there, k: 5);
        Assert.That((other.Density.Value, other.Coverage.Value), Is.EqualTo((0.0, 0.0)));
    }

    [Test]
    public void Samples_of_the_same_distribution_have_a_density_of_one_and_the_coverage_of_the_paper()
    {
        // Naeem et al., Lemmas 1 and 2: E density = 1, and for as many samples E coverage = 1 − (N−1)…(N−k) /
        // (2N−1)…(2N−k).
        DensityCoverage figures =
            DensityCoverage.Compute(Clouds.Normal(3000, 4, seed: 1), Clouds.Normal(3000, 4, seed: 2), k: 3);
        Assert.That(figures.Density.Value, Is.EqualTo(1).Within(0.05));
        Assert.That(figures.Coverage.Value, Is.EqualTo(1 - (1 / 8.0)).Within(0.03));
    }

    [Test]
    public void A_generator_of_one_mode_is_precise_and_recalls_little()
    {
        Matrix real = Clouds.Normal(400, 5, seed: 1), other = Clouds.Normal(200, 5, seed: 2, mean: 50);
        other.CopyTo(real.SliceRows(0, 200));
        PrecisionRecall figures = PrecisionRecall.Compute(real, Clouds.Normal(400, 5, seed: 3), k: 5);
        Assert.That(figures.Precision.Value, Is.GreaterThan(0.8));
        Assert.That(figures.Recall.Value, Is.GreaterThan(0.35).And.LessThan(0.5));
    }
}
