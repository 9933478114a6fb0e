using System.Globalization;

namespace Scratch.Benchmarks.Pretrained;

/// <summary>
/// Means over seeds with their 95 % intervals, by Student's t: of figures, or of the differences of pairs.
/// </summary>
internal static class PairedFigures
{
    // The 97.5 % points of Student's distribution with 1 to 9 degrees of freedom.
    private static readonly double[] Student = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262];

    /// <summary>The largest number of seeds that there is a point for.</summary>
    public static int MostSeeds => Student.Length + 1;

    /// <summary>The mean, and half the width of its interval.</summary>
    public static (double Mean, double Half) Of(IReadOnlyList<double> figures)
    {
        double mean = figures.Average();
        double variance = figures.Sum(figure => (figure - mean) * (figure - mean)) / (figures.Count - 1);
        return (mean, Student[figures.Count - 2] * Math.Sqrt(variance / figures.Count));
    }

    /// <summary>As text, such as <c>0.9123 ± 0.0041</c>.</summary>
    public static string Text(IReadOnlyList<double> figures, string format = "0.0000")
    {
        (double mean, double half) = Of(figures);
        return $"{mean.ToString(format, CultureInfo.InvariantCulture)} ± "
            + $"{half.ToString(format.TrimStart('+').Split(';')[0], CultureInfo.InvariantCulture)}";
    }

    /// <summary>The differences of pairs as text.</summary>
    public static string Difference(IReadOnlyList<double> figures, IReadOnlyList<double> than) =>
        Text([.. figures.Zip(than, (a, b) => a - b)], "+0.0000;-0.0000");
}
