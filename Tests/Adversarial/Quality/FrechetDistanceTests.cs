using NUnit.Framework;
using Scratch.Adversarial.Quality;
using Scratch.Engine;

namespace Scratch.Tests.Adversarial.Quality;

/// <summary>The Fréchet distance of normal distributions in closed form, and of samples from them.</summary>
public class FrechetDistanceTests
{
    [Test]
    public void One_normal_distribution_and_another_in_one_dimension()
    {
        // (μ₁ − μ₂)² + (σ₁ − σ₂)² = 9 + 4
        var first = new GaussianMoments([1], [9]);
        var second = new GaussianMoments([4], [1]);
        Assert.That(FrechetDistance.Compute(first, second), Is.EqualTo(13).Within(1e-12));
    }

    [Test]
    public void Covariances_that_do_not_commute()
    {
        // For 2 x 2 matrices tr √A = √(tr A + 2 √det A). Here A = Σ₁ Σ₂ = [2 1; 1 1] [3 −1; −1 1] = [5 −1; 2 0]: trace
        // 5, determinant 2.
        var first = new GaussianMoments([0, 1], [2, 1, 1, 1]);
        var second = new GaussianMoments([2, 1], [3, -1, -1, 1]);
        double expected = 4 + (3 + 4) - (2 * Math.Sqrt(5 + (2 * Math.Sqrt(2))));
        Assert.That(FrechetDistance.Compute(first, second), Is.EqualTo(expected).Within(1e-12));
        Assert.That(FrechetDistance.Compute(second, first), Is.EqualTo(expected).Within(1e-12));
    }

    [Test]
    public void A_flat_distribution_has_a_root_too()
    {
        // All of the first lies on the line (1, 1): Σ₁ = [1 1; 1 1], Σ₂ = I. tr √Σ₁ = √2.
        var flat = new GaussianMoments([0, 0], [1, 1, 1, 1]);
        var round = new GaussianMoments([0, 0], [1, 0, 0, 1]);
        // √ of rounding errors
        Assert.That(FrechetDistance.Compute(flat, round), Is.EqualTo(4 - (2 * Math.Sqrt(2))).Within(1e-7));
    }

    [Test]
    public void Moments_by_hand()
    {
        // (0, 0), (2, 4), (4, 2): mean (2, 2), variances 8/2, covariance 4/2.
        GaussianMoments moments = GaussianMoments.Compute(Matrix.FromRows([0, 0], [2, 4], [4, 2]));
        Assert.That(moments.Mean, Is.EqualTo(new double[] { 2, 2 }));
        Assert.That(moments.Covariance, Is.EqualTo(new double[] { 4, 2, 2, 4 }));
    }

    [Test]
    public void A_set_has_no_distance_from_itself()
    {
        Matrix cloud = Clouds.Normal(500, 20, seed: 1);
        Assert.That(FrechetDistance.Compute(cloud, cloud, new RandomStream(0)).Value, Is.Zero.Within(1e-9));
    }

    [Test]
    public void Samples_come_close_to_their_distributions_and_the_error_bar_says_how_close()
    {
        // Ten dimensions of N(0, 1) and N(1, 2²): 10 (1 + 1) = 20.
        Matrix real = Clouds.Normal(20000, 10, seed: 1),
            generated = Clouds.Normal(20000, 10, seed: 2, mean: 1, deviation: 2);
        Estimate distance = FrechetDistance.Compute(real, generated, new RandomStream(0));
        Assert.That(distance.StandardError, Is.GreaterThan(0.02).And.LessThan(0.4));
        Assert.That(distance.Value, Is.EqualTo(20).Within(5 * distance.StandardError));
        Assert.That(distance.Samples, Is.EqualTo(20000));
    }
}
