using NUnit.Framework;
using Scratch.Adversarial.Quality;
using Scratch.Engine;

namespace Scratch.Tests.Adversarial.Quality;

/// <summary>Parzen windows by hand, and of distributions whose likelihood is known.</summary>
public class ParzenWindowTests
{
    [Test]
    public void Two_windows_by_hand()
    {
        // Windows of σ = ½ at 0 and 1, the example at 0: (1 + e^(−2)) / 2 / (½ √2π).
        double[][] likelihoods = ParzenWindow.LogLikelihoods(Clouds.Line(0, 1), Clouds.Line(0, 0.5f), [0.5, 2]);
        Assert.That(likelihoods[0][0], Is.EqualTo(Math.Log((1 + Math.Exp(-2)) / Math.Sqrt(2 * Math.PI))).Within(1e-6));
        Assert.That(likelihoods[0][1], Is.EqualTo(Math.Log(2 * Math.Exp(-0.5) / Math.Sqrt(2 * Math.PI))).Within(1e-6));
        Assert.That(likelihoods[1][1],
            Is.EqualTo(Math.Log(Math.Exp(-1 / 32.0) / (2 * Math.Sqrt(2 * Math.PI)))).Within(1e-6));
    }

    [Test]
    public void An_example_far_from_every_window_still_has_a_likelihood()
    {
        // exp(−100² / 2 · 0.05²) is 0 in double precision too.
        double[][] likelihoods = ParzenWindow.LogLikelihoods(Clouds.Line(0, 0), Clouds.Line(100), [0.05]);
        Assert.That(likelihoods[0][0],
            Is.EqualTo((-10000 / (2 * 0.0025)) - (0.5 * Math.Log(2 * Math.PI * 0.0025))).Within(1e-6).Percent);
    }

    [Test]
    public void The_nearest_window_may_come_in_a_later_block()
    {
        Matrix samples = Matrix.Allocate(2100, 1);
        samples.Fill(30);
        samples[1500, 0] = 2;
        samples[2050, 0] = 1;
        double expected = Math.Log((Math.Exp(-2) + Math.Exp(-0.5)) / 2100 / Math.Sqrt(2 * Math.PI));
        Assert.That(ParzenWindow.LogLikelihoods(samples, Clouds.Line(0), [1])[0][0], Is.EqualTo(expected).Within(1e-5));
    }

    [Test]
    public void Examples_of_a_normal_distribution_come_close_to_its_entropy()
    {
        // Two dimensions of N(0, ½²): the expected ln p is −ln(2πe σ²).
        Matrix samples = Clouds.Normal(8000, 2, 1, deviation: 0.5f),
            validation = Clouds.Normal(500, 2, 2, deviation: 0.5f);
        ParzenWindow window = ParzenWindow.Compute(samples, validation, Clouds.Normal(4000, 2, 3, deviation: 0.5f));
        Assert.That(window.LogLikelihood.Value, Is.EqualTo(-Math.Log(2 * Math.PI * Math.E * 0.25)).Within(0.06));
        // ln p has the variance 1
        Assert.That(window.LogLikelihood.StandardError, Is.EqualTo(1 / Math.Sqrt(4000)).Within(15).Percent);
        Assert.That(window.Deviation, Is.GreaterThan(0.05).And.LessThan(0.3));
        Assert.That(window.Samples, Is.EqualTo(8000));
    }

    [Test]
    public void The_deviation_is_the_best_on_the_validation_set()
    {
        Matrix samples = Clouds.Normal(50, 3, 1), validation = Clouds.Normal(60, 3, 2),
            examples = Clouds.Normal(40, 3, 3);
        double chosen = ParzenWindow.Compute(samples, validation, examples).Deviation;
        double Mean(double deviation) => ParzenWindow.LogLikelihoods(samples, validation, [deviation])[0].Average();
        Assert.That(Mean(chosen), Is.GreaterThan(Mean(chosen * 1.2)).And.GreaterThan(Mean(chosen / 1.2)));
    }

    [Test]
    public void The_centres_of_two_groups_are_their_means()
    {
        Matrix centres = KMeans.Centres(Clouds.Line(0, 10, 1, 11, 2, 12), 2, 10, new RandomStream(1));
        Assert.That(Agreement.Doubles(centres).Order(), Is.EqualTo(new double[] { 1, 11 }));
    }
}
