using NUnit.Framework;
using Scratch.Engine;

namespace Scratch.Tests.Engine.Vectors;

/// <summary>Sums of rows of every length around the borders of lines and blocks.</summary>
public sealed class ReductionsTests
{
    private const int Longest = 140; // four blocks of 32 floats, and more
    private static readonly float[] X = Random(1), Y = Random(2);

    [Test]
    public void Sums_are_those_in_double_precision([Range(0, Longest)] int n)
    {
        float[] x = X[..n], y = Y[..n];
        double[] dx = [.. x.Select(v => (double)v)], dy = [.. y.Select(v => (double)v)];
        Close(Reductions.Sum<float>(x), dx.Sum(), dx.Sum(Math.Abs));
        Close(Reductions.SumOfMagnitudes<float>(x), dx.Sum(Math.Abs), dx.Sum(Math.Abs));
        Close(Reductions.SumOfSquares<float>(x), dx.Sum(v => v * v), dx.Sum(v => v * v));
        Close(Reductions.Norm<float>(x), Math.Sqrt(dx.Sum(v => v * v)), 1);
        double products = dx.Zip(dy, (a, b) => a * b).Sum(), sizes = dx.Zip(dy, (a, b) => Math.Abs(a * b)).Sum();
        Close(Reductions.Dot<float>(x, y), products, sizes);
        double distance = Math.Sqrt(dx.Zip(dy, (a, b) => (a - b) * (a - b)).Sum());
        Close(Reductions.Distance<float>(x, y), distance, distance);
        Assert.That(Reductions.Dot<double>(dx, dy), Is.EqualTo(products).Within(1e-13));
        Assert.That(Reductions.Distance<double>(dx, dy), Is.EqualTo(distance).Within(1e-13));
        if (n > 0)
        {
            Close(Reductions.Average<float>(x), dx.Average(), 1);
        }
    }

    /// <summary>The order is a promise: another one gives other last bits, and so another model.</summary>
    [Test]
    public void Sums_are_added_in_the_order_that_is_written_down([Values(1, 7, 8, 31, 32, 33, 63, 64, 100, 139)] int n)
    {
        float[][] lines = [.. Enumerable.Range(0, 4).Select(_ => new float[8])];
        for (int i = 0; i < n; i++)
        {
            float[] line = i < n / 32 * 32 ? lines[i / 8 % 4] : i < n / 8 * 8 ? lines[0] : lines[1];
            line[i < n / 8 * 8 ? i % 8 : 0] += X[i] * Y[i];
        }
        float[] lanes =
            [.. Enumerable.Range(0, 8).Select(k => lines[0][k] + lines[1][k] + (lines[2][k] + lines[3][k]))];
        float[] half = [.. Enumerable.Range(0, 4).Select(k => lanes[k] + lanes[k + 4])];
        float expected = half[0] + half[2] + (half[1] + half[3]);
        Assert.That(BitConverter.SingleToUInt32Bits(Reductions.Dot<float>(X.AsSpan(0, n), Y.AsSpan(0, n))),
            Is.EqualTo(BitConverter.SingleToUInt32Bits(expected)));
    }

    [Test]
    public void An_empty_row_adds_up_to_nothing_and_has_no_average()
    {
        Assert.That(Reductions.Sum<float>([]), Is.Zero);
        Assert.That(Reductions.Average<float>([]), Is.NaN);
    }

    [TestCase(float.NaN, 0), TestCase(float.NaN, 35), TestCase(float.NaN, 69)]
    [TestCase(float.PositiveInfinity, 0), TestCase(float.PositiveInfinity, 69)]
    public void NaN_and_infinity_are_passed_on(float value, int place)
    {
        float[] x = X[..70];
        x[place] = value;
        Assert.That(Reductions.Sum<float>(x), Is.EqualTo(value));
        Assert.That(Reductions.SumOfMagnitudes<float>(x), Is.EqualTo(value));
        Assert.That(Reductions.Norm<float>(x), Is.EqualTo(value));
    }

    [Test]
    public void Rows_of_different_lengths_are_refused_with_both()
    {
        ArgumentException e = Assert.Throws<ArgumentException>(
            () => Reductions.Dot<float>(X.AsSpan(0, 3), Y.AsSpan(0, 4)))!;
        Assert.That(e.Message, Does.Contain("3").And.Contain("4"));
    }

    private static float[] Random(ulong seed)
    {
        float[] numbers = new float[Longest];
        new RandomStream(seed).FillUniform(numbers, -1, 1);
        return numbers;
    }

    private static void Close(float sum, double expected, double size) =>
        Assert.That(sum, Is.EqualTo(expected).Within(4e-6 * Math.Max(size, 1e-30)));
}
