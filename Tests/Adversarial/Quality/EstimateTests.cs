using NUnit.Framework;
using Scratch.Adversarial.Quality;
using Scratch.Engine;

namespace Scratch.Tests.Adversarial.Quality;

/// <summary>Figures and their error bars.</summary>
public class EstimateTests
{
    [Test]
    public void A_mean_has_the_standard_error_of_the_textbook()
    {
        // 1, 2, 6: mean 3, squares 4 + 1 + 9 = 14, variance 7, error √(7/3)
        Estimate mean = Estimate.OfMean([1, 2, 6]);
        Assert.That(mean.Value, Is.EqualTo(3));
        Assert.That(mean.StandardError, Is.EqualTo(Math.Sqrt(7.0 / 3)).Within(1e-15));
        Assert.That(mean.Samples, Is.EqualTo(3));
        Assert.That(() => Estimate.OfMean([1]), Throws.ArgumentException);
    }

    [Test]
    public void A_share_has_the_error_of_a_binomial()
    {
        Estimate share = Estimate.OfShare(20, 100);
        Assert.That((share.Value, share.Samples), Is.EqualTo((0.2, 100)));
        Assert.That(share.StandardError, Is.EqualTo(0.04).Within(1e-15));
        Assert.That(() => Estimate.OfShare(0, 0), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void The_bootstrap_finds_the_error_of_a_mean()
    {
        Matrix values = Clouds.Normal(1, 2000, seed: 1, deviation: 3);
        double error = Bootstrap.StandardError(
            2000, 400, new RandomStream(2), rows => rows.Average(row => values[0, row]));
        // four errors of a deviation of 400 values
        Assert.That(error, Is.EqualTo(3 / Math.Sqrt(2000)).Within(15).Percent);
    }
}
