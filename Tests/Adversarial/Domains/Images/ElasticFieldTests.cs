using NUnit.Framework;
using Scratch.Adversarial.Domains.Images.Geometry;
using Scratch.Engine;

namespace Scratch.Tests.Adversarial.Domains.Images;

public class ElasticFieldTests
{
    private const int Height = 60, Width = 50;

    [Test]
    public void It_is_the_noise_convolved_with_the_gaussian()
    {
        const float RootMeanSquare = 1.5f, Deviation = 2;
        const int Reach = 6;
        float[] noise = new float[Height * Width];
        new RandomStream(3).FillUniform(noise, -1, 1);
        double[] gaussian = [.. Enumerable.Range(-Reach, 13).Select(k => Math.Exp(-k * k / 8.0))];
        double energy = gaussian.Sum(k => k * k), scale = RootMeanSquare * Math.Sqrt(3) / energy;
        float[] field = Draw(RootMeanSquare, Deviation, new RandomStream(3));
        foreach ((int row, int column) in new[] { (0, 0), (30, 25), (59, 3), (4, 49) })
        {
            double expected = 0;
            for (int y = Math.Max(0, row - Reach); y <= Math.Min(Height - 1, row + Reach); y++)
            {
                for (int x = Math.Max(0, column - Reach); x <= Math.Min(Width - 1, column + Reach); x++)
                {
                    expected += scale * gaussian[y - row + Reach] * gaussian[x - column + Reach] * noise[
                        (y * Width) + x];
                }
            }
            Assert.That(field[(row * Width) + column], Is.EqualTo(expected).Within(1e-4), $"({row}, {column})");
        }
    }

    [TestCase(1f, 1.5f)]
    [TestCase(2f, 1.5f)]
    [TestCase(1f, 3f)]
    public void Displacements_have_the_root_mean_square_that_is_asked_for(float rootMeanSquare, float deviation)
    {
        double squares = 0;
        int count = 0, margin = (int)(3 * deviation);
        for (ulong image = 0; image < 40; image++)
        {
            float[] field = Draw(rootMeanSquare, deviation, new RandomStream(image));
            for (int row = margin; row < Height - margin; row++)
            {
                for (int column = margin; column < Width - margin; column++, count++)
                {
                    squares += field[(row * Width) + column] * field[(row * Width) + column];
                }
            }
        }
        Assert.That(Math.Sqrt(squares / count), Is.EqualTo(rootMeanSquare).Within(0.1 * rootMeanSquare));
    }

    [Test]
    public void A_wide_gaussian_makes_neighbours_move_together()
    {
        Assert.That(Roughness(8), Is.LessThan(0.5 * Roughness(2)));

        static double Roughness(float deviation)
        {
            float[] field = Draw(1, deviation, new RandomStream(5));
            return field.Skip(1).Zip(field, (a, b) => Math.Abs(a - b)).Average() / field.Average(Math.Abs);
        }
    }

    [Test]
    public void A_gaussian_wider_than_the_image_is_no_trouble()
    {
        float[] field = new float[6], scratch = new float[6];
        new ElasticField(1, 20, 2, 3).Draw(new RandomStream(1), field, scratch);
        Assert.That(field, Is.All.Matches<float>(float.IsFinite));
    }

    private static float[] Draw(float rootMeanSquare, float deviation, RandomStream random)
    {
        float[] field = new float[Height * Width], scratch = new float[Height * Width];
        field.AsSpan().Fill(float.NaN);
        new ElasticField(rootMeanSquare, deviation, Height, Width).Draw(random, field, scratch);
        return field;
    }
}
