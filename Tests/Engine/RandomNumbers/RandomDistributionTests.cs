using MathNet.Numerics.Distributions;
using NUnit.Framework;
using Scratch.Engine;

namespace Scratch.Tests.Engine.RandomNumbers;

/// <summary>
/// That the numbers are distributed as they say. The seeds are fixed, so a bound that holds once holds always.
/// </summary>
public sealed class RandomDistributionTests
{
    private const int Count = 200_000;

    [Test]
    public void Uniform_numbers_have_their_range_mean_and_variance(
        [Values(0, -1, 100)] int low, [Values(1, 3)] int width)
    {
        float[] numbers = new float[Count];
        new RandomStream(31).FillUniform(numbers, low, low + width);

        (double mean, double variance, _) = Moments(numbers);
        double deviation = width / Math.Sqrt(12);

        Assert.That(numbers, Is.All.InRange((float)low, (float)(low + width)));
        Assert.That(mean, Is.EqualTo(low + (width / 2.0))
            .Within(EngineTolerances.StandardDeviations * deviation / Math.Sqrt(Count)));
        // The fourth central moment of a uniform number is 9/5 σ⁴, so the variance of σ² is (9/5 − 1) σ⁴ / n.
        Assert.That(
            variance, Is.EqualTo(deviation * deviation)
                .Within(EngineTolerances.StandardDeviations * deviation * deviation * Math.Sqrt(0.8 / Count)));
    }

    [Test]
    public void Uniform_numbers_never_reach_one()
    {
        float[] numbers = new float[Count];
        new RandomStream(32).FillUniform(numbers);

        Assert.That(numbers, Is.All.InRange(0f, MathF.BitDecrement(1)));
        Assert.That(numbers.Select(x => x * (1 << 24)), Is.All.Matches<float>(x => x == MathF.Floor(x)));
    }

    [Test]
    public void Uniform_numbers_fill_all_bins_alike()
    {
        float[] numbers = new float[Count];
        new RandomStream(33).FillUniform(numbers);
        int[] bins = new int[256];
        foreach (float number in numbers)
        {
            bins[(int)(number * bins.Length)]++;
        }
        AssertUniform(bins);
    }

    [Test]
    public void Below_gives_every_number_alike([Values(2, 7, 10)] int bound)
    {
        int[] counts = new int[bound];
        for (ulong position = 0; position < 100_000; position++)
        {
            counts[new RandomStream(34).Below(bound, position)]++;
        }
        AssertUniform(counts);
    }

    [Test]
    public void Shuffles_give_every_order_alike()
    {
        var counts = new Dictionary<(int, int, int, int), int>();
        for (int i = 0; i < 24_000; i++)
        {
            int[] items = [0, 1, 2, 3];
            new RandomStream(35).Fork(i).Shuffle(items);
            (int, int, int, int) order = (items[0], items[1], items[2], items[3]);
            counts[order] = counts.GetValueOrDefault(order) + 1;
        }
        Assert.That(counts, Has.Count.EqualTo(24));
        AssertUniform([.. counts.Values]);
    }

    [Test]
    public void Normal_numbers_have_their_moments()
    {
        (double mean, double variance, double kurtosis) = Moments(Normal());

        // The standard deviations of the estimates are 1/√n, √(2/n) and √(24/n).
        Assert.That(mean, Is.EqualTo(0).Within(EngineTolerances.StandardDeviations / Math.Sqrt(Count)));
        Assert.That(variance, Is.EqualTo(1).Within(EngineTolerances.StandardDeviations * Math.Sqrt(2.0 / Count)));
        Assert.That(kurtosis, Is.EqualTo(3).Within(EngineTolerances.StandardDeviations * Math.Sqrt(24.0 / Count)));
    }

    [Test]
    public void Normal_numbers_have_their_tails([Values(1, 2, 3, 4)] int distance)
    {
        double expected = Count * 2 * MathNet.Numerics.Distributions.Normal.CDF(0, 1, -distance);
        float[] numbers = Normal();

        Assert.That(numbers, Is.All.InRange(-6f, 6f)); // √(−2 ln 2⁻²⁴) = 5.77 is the largest of all
        Assert.That(
            numbers.Count(x => Math.Abs(x) > distance),
                Is.EqualTo(expected).Within(EngineTolerances.StandardDeviations * Math.Sqrt(expected)));
    }

    [Test]
    public void Normal_numbers_follow_the_normal_distribution()
    {
        float[] numbers = Normal();
        Array.Sort(numbers);
        double largest = 0;
        for (int i = 0; i < numbers.Length; i++)
        {
            double probability = MathNet.Numerics.Distributions.Normal.CDF(0, 1, numbers[i]);
            largest = Math.Max(largest, Math.Max(probability - ((double)i / Count), ((i + 1.0) / Count) - probability));
        }
        Assert.That(largest * Math.Sqrt(Count), Is.LessThan(EngineTolerances.KolmogorovSmirnov));
    }

    [Test]
    public void Neighbours_streams_and_forks_are_uncorrelated([Values(1, 2, 64, 128)] int lag)
    {
        float[] numbers = Normal(), fork = new float[Count], stream = new float[Count];
        new RandomStream(36).Fork(lag).FillNormal(fork);
        new RandomStream(36, (ulong)lag).FillNormal(stream);
        double bound = EngineTolerances.StandardDeviations * Math.Sqrt(Count);

        Assert.That(Enumerable.Range(lag, Count - lag).Sum(i => (double)numbers[i] * numbers[i - lag]),
            Is.EqualTo(0).Within(bound));
        Assert.That(Enumerable.Range(0, Count).Sum(i => (double)numbers[i] * fork[i]), Is.EqualTo(0).Within(bound));
        Assert.That(Enumerable.Range(0, Count).Sum(i => (double)numbers[i] * stream[i]), Is.EqualTo(0).Within(bound));
    }

    private static float[] Normal()
    {
        float[] numbers = new float[Count];
        new RandomStream(36).FillNormal(numbers);
        return numbers;
    }

    private static (double Mean, double Variance, double Kurtosis) Moments(float[] numbers)
    {
        double mean = numbers.Average(x => (double)x);
        double variance = numbers.Average(x => Math.Pow(x - mean, 2));
        return (mean, variance, numbers.Average(x => Math.Pow(x - mean, 4)) / (variance * variance));
    }

    /// <summary>Pearson's χ² against equal probabilities.</summary>
    private static void AssertUniform(int[] counts)
    {
        double expected = counts.Average();
        double statistic = counts.Sum(c => Math.Pow(c - expected, 2) / expected);

        Assert.That(statistic, Is.LessThan(ChiSquared.InvCDF(counts.Length - 1, 1 - EngineTolerances.GoodnessOfFit)));
    }
}
