using NUnit.Framework;
using Scratch.Adversarial.Domains.Images.Geometry;
using Scratch.Engine;
using Scratch.Tests.Layers;

namespace Scratch.Tests.Adversarial.Domains.Images;

/// <summary>Maps whose result is known pixel by pixel.</summary>
public class AffineMapTests
{
    private const int Height = 5, Width = 4;

    private static readonly Matrix Image = Samples.Uniform(Height, Width, seed: 1, low: 0, high: 1);

    [TestCase(0, 0)]
    [TestCase(1, 0)]
    [TestCase(0, -2)]
    [TestCase(-3, 1)]
    [TestCase(9, 9)]
    public void A_shift_by_whole_pixels_takes_each_from_its_neighbour(int down, int right)
    {
        Matrix moved = Map(Image, new AffineMap(1, 0, down, right));
        for (int r = 0; r < Height; r++)
        {
            for (int c = 0; c < Width; c++)
            {
                bool inside = r + down is >= 0 and < Height && c + right is >= 0 and < Width;
                Assert.That(moved[r, c], Is.EqualTo(inside ? Image[r + down, c + right] : 0), $"({r}, {c})");
            }
        }
    }

    [Test]
    public void A_shift_by_half_a_pixel_is_the_mean_of_two()
    {
        Matrix moved = Map(Image, new AffineMap(1, 0, 0, 0.5f));
        Assert.That(moved[2, 1], Is.EqualTo((Image[2, 1] + Image[2, 2]) / 2).Within(1e-6f));
        Assert.That(moved[2, Width - 1], Is.EqualTo(Image[2, Width - 1] / 2).Within(1e-6f),
            "half of it lies outside, where it is dark");
    }

    [Test]
    public void A_quarter_turn_of_a_square_exchanges_rows_and_columns()
    {
        Matrix square = Samples.Uniform(4, 4, seed: 2, low: 0, high: 1);
        Matrix turned = Map(square, new AffineMap(0, 1, 0, 0));
        for (int r = 0; r < 4; r++)
        {
            for (int c = 0; c < 4; c++)
            {
                Assert.That(turned[r, c], Is.EqualTo(square[3 - c, r]), $"({r}, {c})");
            }
        }
    }

    [Test]
    public void Half_a_turn_reverses_the_image()
    {
        float[] turned = Map(Image, new AffineMap(-1, 0, 0, 0)).Span.ToArray();
        Assert.That(turned, Is.EqualTo(Image.Span.ToArray().Reverse()));
    }

    [Test]
    public void A_zoom_by_two_doubles_the_sides_of_what_is_seen()
    {
        Matrix dot = Matrix.Allocate(9, 9);
        dot[4, 4] = 1;
        float[] large = Map(dot, new AffineMap(0.5f, 0, 0, 0)).Span.ToArray();
        Assert.That(large.Sum(), Is.EqualTo(4).Within(1e-6), "four times the area");
    }

    private static Matrix Map(Matrix image, AffineMap map)
    {
        Matrix output = Samples.Poisoned(image.Rows, image.Columns);
        map.Sample(image.Span, output.Span, image.Rows, image.Columns);
        return output;
    }
}
