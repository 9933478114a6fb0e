using NUnit.Framework;
using Scratch.Adversarial.Quality;
using Scratch.Engine;

namespace Scratch.Tests.Adversarial.Quality;

/// <summary>The ratio of distances to training and to held-out images.</summary>
public class MemorisationTests
{
    [Test]
    public void The_ratio_by_hand()
    {
        // Distances to 0 and 10: 1, 3, 4, median 3; to 5 and 30: 4, 2, 9, median 4.
        Estimate ratio = Memorisation.Compute(
            Clouds.Line(1, 7, 14), Clouds.Line(0, 10), Clouds.Line(5, 30), new RandomStream(0));
        Assert.That(ratio.Value, Is.EqualTo(0.75).Within(1e-6));
        Assert.That(ratio.Samples, Is.EqualTo(3));
    }

    [Test]
    public void An_even_number_of_distances_has_the_mean_of_the_middle_ones()
    {
        // To 0: 1, 2, 4, 9, median 3; to −1: 2, 3, 5, 10, median 4.
        Estimate ratio = Memorisation.Compute(
            Clouds.Line(1, 2, 4, 9), Clouds.Line(0), Clouds.Line(-1), new RandomStream(0));
        Assert.That(ratio.Value, Is.EqualTo(0.75).Within(1e-6));
    }

    [Test]
    public void Copies_are_at_no_distance_and_samples_of_the_distribution_at_the_same()
    {
        Matrix training = Clouds.Normal(500, 10, seed: 1), heldOut = Clouds.Normal(500, 10, seed: 2);
        Assert.That(Memorisation.Compute(training, training, heldOut, new RandomStream(0)),
            Is.EqualTo(new Estimate(0, 0, 500)));
        Estimate fresh = Memorisation.Compute(Clouds.Normal(2000, 10, seed: 3), training, heldOut, new RandomStream(0));
        Assert.That(fresh.Value, Is.EqualTo(1).Within(0.03));
        Assert.That(fresh.StandardError, Is.GreaterThan(0.001).And.LessThan(0.02));
    }
}
