using System.Globalization;
using MathNet.Numerics;
using NUnit.Framework;
using Scratch.Adversarial.Quality;
using Scratch.Engine;
using Scratch.Tests.Engine;
using Matrix = Scratch.Engine.Matrix;

namespace Scratch.Tests.Adversarial.Quality;

/// <summary>Every measure has the same bits on any number of threads, also of those that MathNet starts.</summary>
[NonParallelizable]
public class MeasureThreadTests
{
    private static readonly Matrix Real = Clouds.Normal(1300, 40, seed: 1);
    private static readonly Matrix Generated = Clouds.Normal(1200, 40, seed: 2, deviation: 1.3f);
    private static readonly RandomStream Random = new(3);

    [TestCaseSource(nameof(Measures))]
    public void The_number_of_threads_changes_no_bit(Func<object> measure)
    {
        int before = Control.MaxDegreeOfParallelism;
        using var threads = new PoolThreads(1);
        try
        {
            Control.MaxDegreeOfParallelism = 1;
            string expected = Text(measure());
            Assert.That(expected, Does.Not.Contain("NaN"));
            foreach (int count in PoolThreads.Counts)
            {
                (WorkerPool.Threads, Control.MaxDegreeOfParallelism) = (count, count);
                Assert.That(Text(measure()), Is.EqualTo(expected), $"{count} threads");
            }
        }
        finally
        {
            Control.MaxDegreeOfParallelism = before;
        }
    }

    private static IEnumerable<TestCaseData> Measures()
    {
        yield return Case("Frechet", () => FrechetDistance.Compute(Real, Generated, Random));
        yield return Case("Kernel", () => KernelDistance.Compute(Real, Generated, Random));
        yield return Case("Precision", () => PrecisionRecall.Compute(Real, Generated, 5));
        yield return Case("Density", () => DensityCoverage.Compute(Real, Generated, 5));
        yield return Case("Memorisation", () =>
            Memorisation.Compute(Generated, Real.SliceRows(0, 600), Real.SliceRows(600, 600), Random));
        yield return Case("Parzen", () =>
            ParzenWindow.Compute(Generated, Real.SliceRows(0, 300), Real.SliceRows(300, 1000)));
        yield return Case("KMeans", () => string.Join(' ', Agreement.Bits(KMeans.Centres(Real, 20, 3, Random))));
    }

    private static TestCaseData Case(string name, Func<object> measure) =>
        new TestCaseData(measure).SetArgDisplayNames(name);

    /// <summary>Numbers in the shortest text that reads back as the same bits.</summary>
    private static string Text(object figures) => Convert.ToString(figures, CultureInfo.InvariantCulture)!;
}
