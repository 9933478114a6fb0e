namespace Scratch.Adversarial.Quality;

/// <summary>A figure that was measured on samples.</summary>
/// <param name="Value">What was measured.</param>
/// <param name="StandardError">The standard deviation that the value would have over other samples, as many.</param>
/// <param name="Samples">How many it was measured on.</param>
public sealed record Estimate(double Value, double StandardError, int Samples)
{
    /// <summary>The mean of independent values, with s / √n.</summary>
    /// <exception cref="ArgumentException">There are fewer than two values: one has no spread.</exception>
    public static Estimate OfMean(ReadOnlySpan<double> values)
    {
        if (values.Length < 2)
        {
            throw new ArgumentException($"There are {values.Length} values; expected at least 2.", nameof(values));
        }
        double sum = 0, squares = 0;
        foreach (double value in values)
        {
            sum += value;
        }
        double mean = sum / values.Length;
        foreach (double value in values)
        {
            squares += (value - mean) * (value - mean);
        }
        return new Estimate(mean, Math.Sqrt(squares / (values.Length - 1) / values.Length), values.Length);
    }

    /// <summary>The share of samples for which something holds, with √(p (1 − p) / n).</summary>
    public static Estimate OfShare(int count, int samples)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(samples);
        double share = (double)count / samples;
        return new Estimate(share, Math.Sqrt(share * (1 - share) / samples), samples);
    }
}
