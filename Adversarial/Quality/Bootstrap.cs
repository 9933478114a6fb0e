namespace Scratch.Adversarial.Quality;

/// <summary>
/// The error bar of a figure that has no formula for it: its spread over samples drawn, with replacement, from the
/// samples. Efron 1979.
/// </summary>
public static class Bootstrap
{
    /// <summary>The standard deviation of a statistic over resamples.</summary>
    /// <param name="samples">How many samples there are.</param>
    /// <param name="resamples">How often as many are drawn from them, at least 2.</param>
    /// <param name="random">Resample r draws from <c>random.Fork(r)</c>.</param>
    /// <param name="statistic">The figure of the samples with these numbers. It must not keep the list, which is used
    /// again.</param>
    /// <param name="cancellation">Checked before every resample.</param>
    public static double StandardError(
        int samples, int resamples, RandomStream random, Func<int[], double> statistic,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(statistic);
        ArgumentOutOfRangeException.ThrowIfLessThan(resamples, 2);
        int[] rows = new int[samples];
        double[] values = new double[resamples];
        for (int r = 0; r < resamples; r++)
        {
            cancellation.ThrowIfCancellationRequested();
            RandomStream draw = random.Fork(r);
            for (int i = 0; i < rows.Length; i++)
            {
                rows[i] = draw.Below(samples, (ulong)i);
            }
            values[r] = statistic(rows);
        }
        return Estimate.OfMean(values).StandardError * Math.Sqrt(resamples);
    }
}
