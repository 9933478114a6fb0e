using NUnit.Framework;
using Scratch.Adversarial.Attacks;
using Scratch.Engine;
using Scratch.Tests.Layers;

namespace Scratch.Tests.Adversarial.Attacks;

public class NormTests
{
    /// <summary>
    /// Both sides of every vector boundary, and of the chunk in which the Euclidean norm goes through a gradient.
    /// </summary>
    private static IEnumerable<int> Widths => [.. Samples.Widths, 1023, 1024, 1025, 3000];

    [Test]
    public void A_norm_is_found_by_its_name_alone()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Norm.Parse("linf"), Is.SameAs(Norm.LInfinity));
            Assert.That(Norm.Parse("l2"), Is.SameAs(Norm.L2));
            Assert.That(new[] { Norm.LInfinity.Name, Norm.L2.Name }, Is.EqualTo(["linf", "l2"]));
            Assert.That(() => Norm.Parse("L2"),
                Throws.ArgumentException.With.Message.EqualTo("There is no norm 'L2'; expected linf, l2 or l0."));
            Assert.That(() => Norm.Parse(""), Throws.ArgumentException);
        }
    }

    [Test]
    public void The_largest_part_moves_by_the_sign_alone([ValueSource(nameof(Widths))] int width)
    {
        Matrix point = Samples.Uniform(1, width, seed: 1), gradient = Samples.Uniform(1, width, seed: 2);
        gradient[0, width / 2] = 0;
        float[] expected = [
            .. point.Span.ToArray().Zip(gradient.Span.ToArray(), (p, g) => p + (0.25f * MathF.Sign(g)))];
        Norm.LInfinity.Ascend(point.Span, gradient.Span, 0.25f);
        Assert.That(point.Span.ToArray(), Is.EqualTo(expected));
    }

    [Test]
    public void The_length_moves_along_the_gradient_by_the_step_however_small_or_large_it_is(
        [ValueSource(nameof(Widths))] int width, [Values(1f, 1e-30f, 1e30f)] float scale)
    {
        Matrix point = Samples.Uniform(1, width, seed: 1), gradient = Samples.AwayFromZero(1, width, seed: 2);
        double length = Math.Sqrt(Agreement.Doubles(gradient).Sum(g => g * g));
        double[] expected = [
            .. Agreement.Doubles(point).Zip(Agreement.Doubles(gradient), (p, g) => p + (0.25 * g / length))];
        foreach (ref float g in gradient.Span)
        {
            g *= scale; // the squares underflow, or overflow
        }
        Norm.L2.Ascend(point.Span, gradient.Span, 0.25f);
        Assert.That(Agreement.Error(point, expected), Is.LessThan(Tolerances.ByHand));
    }

    [Test]
    public void A_point_inside_the_ball_is_its_own_projection([Values("linf", "l2")] string name)
    {
        Matrix centre = Samples.Uniform(1, 37, seed: 1), point = Samples.Uniform(1, 37, seed: 1);
        point[0, 5] += 0.25f;
        int[] before = Agreement.Bits(point);
        Norm.Parse(name).Project(point.Span, centre.Span, 0.5f);
        Assert.That(Agreement.Bits(point), Is.EqualTo(before));
    }

    [Test]
    public void A_point_outside_is_projected_to_the_nearest_of_the_ball()
    {
        float[] centre = [1, 1, 1], box = [1.75f, 0.5f, 1.1f], sphere = [4, 5, 1]; // (3, 4, 0) from the centre
        Norm.LInfinity.Project(box, centre, 0.25f);
        Norm.L2.Project(sphere, centre, 2.5f);
        Assert.That(box, Is.EqualTo(new[] { 1.25f, 0.75f, 1.1f }));
        Assert.That(sphere, Is.EqualTo(new[] { 2.5f, 3, 1 }));
    }

    [Test]
    public void Projection_reaches_every_number(
        [ValueSource(nameof(Widths))] int width, [Values("linf", "l2")] string name)
    {
        Matrix centre = Samples.Uniform(1, width, seed: 1), point = Samples.Uniform(1, width, seed: 2, low: 3, high: 4);
        Norm norm = Norm.Parse(name);
        norm.Project(point.Span, centre.Span, 0.5f);
        Assert.That(norm.Distance(point.Span, centre.Span), Is.EqualTo(0.5f).Within(1e-5f));
        Assert.That(Agreement.Doubles(point).Zip(Agreement.Doubles(centre), (p, c) => p - c), Is.All.Positive);
    }

    [Test]
    public void The_distance_is_that_of_the_norm()
    {
        float[] centre = [1, 1, 1], point = [4, -3, 1];
        Assert.That(Norm.LInfinity.Distance(point, centre), Is.EqualTo(4));
        Assert.That(Norm.L2.Distance(point, centre), Is.EqualTo(5));
    }

    [Test]
    public void Random_starts_fill_the_ball_evenly([Values("linf", "l2")] string name)
    {
        // In three dimensions an eighth of the volume of a ball lies within half its radius, whatever the norm.
        const int Draws = 4000;
        Norm norm = Norm.Parse(name);
        float[] centre = [1, 2, 3], point = new float[3];
        double[] mean = new double[3];
        int inner = 0;
        for (int i = 0; i < Draws; i++)
        {
            norm.Start(point, centre, 0.5f, new RandomStream(1).Fork(i));
            float distance = norm.Distance(point, centre);
            Assert.That(distance, Is.LessThanOrEqualTo(0.5f + 1e-6f));
            inner += distance < 0.25f ? 1 : 0;
            for (int j = 0; j < 3; j++)
            {
                mean[j] += point[j] / Draws;
            }
        }
        Assert.That(inner / (double)Draws, Is.EqualTo(0.125).Within(0.02)); // four standard deviations
        Assert.That(mean, Is.EqualTo(new[] { 1.0, 2, 3 }).Within(0.02));
    }
}
