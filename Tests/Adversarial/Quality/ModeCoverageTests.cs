using NUnit.Framework;
using Scratch.Adversarial.Quality;

namespace Scratch.Tests.Adversarial.Quality;

/// <summary>Shares of classes and their divergence, by hand.</summary>
public class ModeCoverageTests
{
    [Test]
    public void Even_shares_have_no_divergence()
    {
        ModeCoverage modes = ModeCoverage.Compute([0, 1, 2, 3, 3, 2, 1, 0], 4);
        Assert.That(modes.Shares, Is.EqualTo(new[] { 0.25, 0.25, 0.25, 0.25 }));
        Assert.That(modes.Covered, Is.EqualTo(4));
        Assert.That(modes.Divergence.Value, Is.Zero);
        Assert.That(modes.LeastShare.Value, Is.EqualTo(0.25));
    }

    [Test]
    public void One_class_alone_has_the_greatest()
    {
        ModeCoverage modes = ModeCoverage.Compute([2, 2, 2], 5);
        Assert.That(modes.Divergence.Value, Is.EqualTo(Math.Log(5)).Within(1e-15));
        Assert.That((modes.Covered, modes.LeastShare.Value), Is.EqualTo((1, 0.0)));
    }

    [Test]
    public void Shares_by_hand()
    {
        // 3/4 and 1/4 of two: 3/4 ln 3/2 + 1/4 ln 1/2
        ModeCoverage modes = ModeCoverage.Compute([0, 0, 1, 0], 2);
        Assert.That(modes.Divergence.Value, Is.EqualTo((0.75 * Math.Log(1.5)) + (0.25 * Math.Log(0.5))).Within(1e-15));
        Assert.That(modes.Divergence.StandardError, Is.EqualTo(Math.Log(3) * Math.Sqrt(0.75 * 0.25 / 4)).Within(1e-15));
    }

    [Test]
    public void A_class_with_less_than_a_tenth_of_its_even_share_is_not_covered()
    {
        int[] predictions = new int[1000];
        predictions.AsSpan(0, 50).Fill(1); // a tenth of one half
        Assert.That(ModeCoverage.Compute(predictions, 2).Covered, Is.EqualTo(2));
        Assert.That(ModeCoverage.Compute(predictions.AsSpan(1), 2).Covered, Is.EqualTo(1));
    }
}
