using NUnit.Framework;
using Scratch.Adversarial.Defences;
using Scratch.Adversarial.Domains.Images.Squeezers;
using Scratch.Engine;
using Scratch.Tests.Layers;

namespace Scratch.Tests.Adversarial.Defences;

public class SqueezerTests
{
    [Test]
    public void Fewer_bits_are_fewer_shades()
    {
        Assert.That(Squeeze(new BitDepth(1), [0.2f, 0.49f, 0.51f, 1]), Is.EqualTo([0f, 0, 1, 1]));
        Assert.That(Squeeze(new BitDepth(2), [0.2f, 0.49f, 0.51f, 1]), Is.EqualTo([1 / 3f, 1 / 3f, 2 / 3f, 1]));
        float[] bytes = [0, 17 / 255f, 128 / 255f, 1];
        Assert.That(Squeeze(new BitDepth(8), bytes), Is.EqualTo(bytes).Within(Tolerances.ByHand),
            "a picture from a file stays as it is");
    }

    [TestCase(0)]
    [TestCase(9)]
    public void A_depth_that_is_none_is_refused(int bits) =>
        Assert.That(() => new BitDepth(bits), Throws.InstanceOf<ArgumentOutOfRangeException>());

    [Test]
    public void The_median_removes_a_lone_pixel_and_keeps_an_edge()
    {
        float[] lone = [0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0];
        Assert.That(Squeeze(new MedianSmoothing(3, 4), lone), Is.All.Zero);
        float[] edge = [0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1];
        Assert.That(Squeeze(new MedianSmoothing(3, 4), edge), Is.EqualTo(edge));
        float[] square = [1, 2, 3, 4, 5, 6, 7, 8, 9];
        Assert.That(Squeeze(new MedianSmoothing(3, 3), square)[4], Is.EqualTo(5));
        Assert.That(Squeeze(new MedianSmoothing(3, 3), square)[0], Is.EqualTo(2),
            "1 1 2 1 1 2 4 4 5: beyond the border its pixels go on");
    }

    [Test]
    public void The_mean_spreads_a_pixel_over_its_neighbours()
    {
        float[] dot = new float[25];
        dot[12] = 9;
        float[] mean = Squeeze(new MeanSmoothing(5, 5), dot);
        Assert.That(mean.Count(pixel => Math.Abs(pixel - 1) < Tolerances.ByHand), Is.EqualTo(9));
        Assert.That(mean.Sum(), Is.EqualTo(9).Within(Tolerances.TwoWaysInFloat));
        Assert.That(Squeeze(new MeanSmoothing(5, 5), [.. Enumerable.Repeat(0.3f, 25)]),
            Is.All.EqualTo(0.3f).Within(Tolerances.ByHand));
    }

    private static IEnumerable<Squeezer> Linear => [new MeanSmoothing(4, 5), new MedianSmoothing(4, 5)];

    /// <summary>
    /// Both are linear near a point with distinct pixels, so the way back is the transpose: ⟨s(x), y⟩ = ⟨x, sᵀ(y)⟩.
    /// </summary>
    [TestCaseSource(nameof(Linear))]
    public void The_way_back_is_the_transpose(Squeezer squeezer)
    {
        Matrix x = Samples.Uniform(7, 20, seed: 1, low: 0, high: 1), y = Samples.Uniform(7, 20, seed: 2);
        Matrix squeezed = Samples.Poisoned(7, 20), back = Samples.Poisoned(7, 20);
        squeezer.Forward(x, squeezed);
        squeezer.Backward(x, y, back);
        for (int row = 0; row < 7; row++)
        {
            Assert.That(Dot(squeezed.Row(row), y.Row(row)),
                Is.EqualTo(Dot(x.Row(row), back.Row(row))).Within(Tolerances.TwoWaysInFloat));
        }
    }

    [Test]
    public void Gradients_pass_straight_through_a_rounding()
    {
        Matrix x = Samples.Uniform(2, 6, seed: 1, low: 0, high: 1), y = Samples.Uniform(2, 6, seed: 2),
            back = Samples.Poisoned(2, 6);
        new BitDepth(3).Backward(x, y, back);
        Assert.That(Agreement.Bits(back), Is.EqualTo(Agreement.Bits(y)));
    }

    private static float[] Squeeze(Squeezer squeezer, float[] image)
    {
        Matrix squeezed = Samples.Poisoned(1, image.Length);
        squeezer.Forward(Matrix.FromRows(image), squeezed);
        return squeezed.Row(0).ToArray();
    }

    private static double Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            sum += (double)a[i] * b[i];
        }
        return sum;
    }
}
