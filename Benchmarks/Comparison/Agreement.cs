namespace Scratch.Benchmarks.Comparison;

/// <summary>
/// Whether two contenders do the same arithmetic. A ratio of times says nothing before that is known.
/// </summary>
public static class Agreement
{
    /// <summary>
    /// Above this the comparison fails: a wrong formula is off by far more, rounding in another order by far less.
    /// </summary>
    public const double Limit = 1e-3;

    /// <summary>
    /// max |a − b| / |b|, number by number, or relative to the largest |b|; infinity where a number is not finite.
    /// </summary>
    public static double Difference(ReadOnlySpan<float> a, ReadOnlySpan<float> b, bool oneByOne)
    {
        if (a.Length != b.Length)
        {
            return double.PositiveInfinity;
        }
        double largest = 0;
        foreach (float value in b)
        {
            largest = Math.Max(largest, Math.Abs(value));
        }
        double difference = 0;
        for (int i = 0; i < a.Length; i++)
        {
            double relative = a[i] == b[i] ? 0 : Math.Abs((double)a[i] - b[i]) / (oneByOne ? Math.Abs(b[i]) : largest);
            difference = double.IsFinite(relative) ? Math.Max(difference, relative) : double.PositiveInfinity;
        }
        return difference;
    }
}
