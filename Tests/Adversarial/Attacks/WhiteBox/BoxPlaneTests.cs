using NUnit.Framework;
using Scratch.Adversarial.Attacks;
using Scratch.Adversarial.Attacks.WhiteBox;
using Scratch.Adversarial.Data;
using Scratch.Engine;
using Scratch.Tests.Layers;

namespace Scratch.Tests.Adversarial.Attacks.WhiteBox;

public class BoxPlaneTests
{
    private static IEnumerable<int> Widths => Samples.Widths;

    [TestCaseSource(nameof(Widths))]
    public void It_is_the_shortest_way_within_the_box(int width)
    {
        foreach (bool isL2 in (bool[])[false, true])
        {
            foreach (double share in (double[])[0.1, 0.6, 0.95, -0.1, -0.6, -0.95])
            {
                (float[] point, float[] normal) = Example(width, seed: (ulong)width);
                double gap = share * Reach(point, normal, Math.Sign(share));
                var delta = new float[width];
                Plane(isL2, Box.Unit, point.Length).Project(point, normal, (float)gap, delta);
                double[] expected = Bisect(point, normal, gap, isL2);
                Assert.That(delta.Zip(expected, (a, e) => Math.Abs(a - e)).Max(), Is.LessThan(2e-5),
                    $"L2 {isL2}, share {share}");
            }
        }
    }

    [Test]
    public void Where_the_box_ends_before_the_plane_it_leads_to_the_corner([Values] bool isL2, [Values(-1, 1)] int sign)
    {
        (float[] point, float[] normal) = Example(50, seed: 1);
        var delta = new float[50];
        Plane(isL2, Box.Unit, point.Length).Project(point, normal, sign * 1000f, delta);
        for (int i = 0; i < delta.Length; i++)
        {
            float end = normal[i] * sign > 0 ? 1 : normal[i] * sign < 0 ? 0 : point[i];
            Assert.That(point[i] + delta[i], Is.EqualTo(end).Within(1e-7));
        }
    }

    [Test]
    public void Without_a_box_it_is_the_closed_form([Values] bool isL2, [Values(-0.7f, 0.7f)] float gap)
    {
        (float[] point, float[] normal) = Example(50, seed: 1);
        var delta = new float[50];
        Plane(isL2, Box.Unbounded, point.Length).Project(point, normal, gap, delta);
        double t = gap / (isL2 ? normal.Sum(w => (double)w * w) : normal.Sum(w => Math.Abs((double)w)));
        for (int i = 0; i < delta.Length; i++)
        {
            Assert.That(delta[i], Is.EqualTo(t * (isL2 ? normal[i] : Math.Sign(normal[i]))).Within(1e-6));
        }
    }

    [Test]
    public void A_plane_through_the_point_moves_nothing([Values] bool isL2)
    {
        (float[] point, float[] normal) = Example(50, seed: 1);
        float[] delta = [.. Enumerable.Repeat(float.NaN, 50)];
        Plane(isL2, Box.Unit, point.Length).Project(point, normal, 0, delta);
        Assert.That(delta, Is.All.Zero);
    }

    private static BoxPlane Plane(bool isL2, Box box, int width) =>
        new(new Ball(isL2 ? Norm.L2 : Norm.LInfinity, 0, box), width);

    /// <summary>
    /// A point some of whose coordinates are at the ends of the box, and a normal some of whose are zero.
    /// </summary>
    private static (float[] Point, float[] Normal) Example(int width, ulong seed)
    {
        float[] point = new float[width], normal = new float[width];
        new RandomStream(seed).Fork(0).FillUniform(point, -0.3f, 1.3f);
        new RandomStream(seed).Fork(1).FillUniform(normal, -1, 1);
        for (int i = 0; i < width; i++)
        {
            point[i] = Math.Clamp(point[i], 0, 1);
            normal[i] = i % 7 == 3 ? 0 : normal[i];
        }
        return (point, normal);
    }

    /// <summary>The most that ⟨w, δ⟩ can be in the direction of a sign.</summary>
    private static double Reach(float[] point, float[] normal, int sign) =>
        point.Zip(normal, (x, w) => Math.Abs((double)w) * (w * sign > 0 ? 1 - (double)x : x)).Sum();

    private static double[] Bisect(float[] point, float[] normal, double gap, bool isL2)
    {
        int sign = Math.Sign(gap);
        double low = 0, high = 1e6;
        for (int i = 0; i < 200; i++)
        {
            double middle = (low + high) / 2, gained = Way(middle).Zip(normal, (d, w) => d * w).Sum() * sign;
            (low, high) = gained < gap * sign ? (middle, high) : (low, middle);
        }
        return Way(high);

        double[] Way(double t) => [.. point.Zip(normal, (x, w) =>
            Math.Sign(w * sign) * Math.Min(t * (isL2 ? Math.Abs((double)w) : 1), w * sign > 0 ? 1 - (double)x : x))];
    }
}
