using NUnit.Framework;
using Scratch.Adversarial.Quality;
using Scratch.Engine;

namespace Scratch.Tests.Adversarial.Quality;

/// <summary>The kernel distance in closed form, and without bias.</summary>
public class KernelDistanceTests
{
    [Test]
    public void Equal_distributions_are_at_no_distance_within_the_error_bar()
    {
        Estimate distance = KernelDistance.Compute(
            Clouds.Normal(4000, 8, 1), Clouds.Normal(4000, 8, 2), new RandomStream(0));
        Assert.That(Math.Abs(distance.Value), Is.LessThan(3 * distance.StandardError));
        Assert.That(distance.StandardError, Is.LessThan(0.02));
        Assert.That(distance.Samples, Is.EqualTo(4000));
    }

    [Test]
    public void It_has_no_bias_where_there_are_few_samples()
    {
        // The mean over many small sets; a biased estimate, with the diagonal, is about 4 too large for sets of two.
        double[] distances = [.. Enumerable.Range(0, 300).Select(i => KernelDistance.Compute(
            Clouds.Normal(20, 8, (ulong)(2 * i)), Clouds.Normal(20, 8, (ulong)((2 * i) + 1)), new RandomStream(0))
                .Value)];
        Estimate mean = Estimate.OfMean(distances);
        Assert.That(Math.Abs(mean.Value), Is.LessThan(4 * mean.StandardError));
        Assert.That(mean.StandardError, Is.LessThan(0.2));
    }

    [Test]
    public void Two_distributions_of_points_by_hand()
    {
        // All of one set at 1, of the other at 2, one feature: (1·1 + 1)³ + (2·2 + 1)³ − 2 (1·2 + 1)³ = 8 + 125 − 54.
        Matrix one = Matrix.Allocate(30, 1), two = Matrix.Allocate(30, 1);
        one.Fill(1);
        two.Fill(2);
        Assert.That(KernelDistance.Compute(one, two, new RandomStream(0)), Is.EqualTo(new Estimate(79, 0, 30)));
    }

    [Test]
    public void A_shift_has_the_distance_of_its_moments()
    {
        // One feature, N(0, 1) and N(m, 1): with E x = m, E x² = 1 + m², E x³ = 3m + m³ the kernel (xy + 1)³ gives
        // Σ over i of binomial(3, i) (E xⁱ − E yⁱ)² = 3 m² + 3 m⁴ + (3m + m³)², 22 for m = 1.
        Estimate distance = KernelDistance.Compute(
            Clouds.Normal(40000, 1, 1, mean: 1), Clouds.Normal(40000, 1, 2), new RandomStream(0));
        Assert.That(distance.Value, Is.EqualTo(22).Within(4 * distance.StandardError));
        Assert.That(distance.StandardError, Is.LessThan(0.7));
    }

    [Test]
    public void Too_few_rows_are_refused() => Assert.That(
        () => KernelDistance.Compute(Clouds.Normal(19, 2, 1), Clouds.Normal(100, 2, 1), new RandomStream(0)),
        Throws.ArgumentException.With.Message.Contains("(19, 2)"));
}
