namespace Scratch.Adversarial.Domains.Speech.Signals;

/// <summary>
/// Kernels of band-limited interpolation: a sinc under a Kaiser window, one kernel for each place between two samples.
/// </summary>
/// <remarks>Smith and Gossett 1984; the window is Kaiser's (1974), with β = 8 80 dB down beyond its band.</remarks>
internal static class WindowedSinc
{
    /// <summary>The window's β.</summary>
    public const double Beta = 8;

    /// <summary>
    /// h(d) = c sinc(c d) · kaiser(d / r), |d| ≤ r: the weight of a sample that lies d samples from the place.
    /// </summary>
    /// <param name="distance">d, in samples.</param>
    /// <param name="cutoff">c, as a share of half of the samples' rate.</param>
    /// <param name="reach">r, in samples.</param>
    public static double Weight(double distance, double cutoff, double reach)
    {
        double inside = 1 - (distance / reach * (distance / reach));
        if (inside < 0)
        {
            return 0;
        }
        double x = Math.PI * cutoff * distance;
        return cutoff * (x == 0 ? 1 : Math.Sin(x) / x) * Bessel(Beta * Math.Sqrt(inside)) / Bessel(Beta);
    }

    /// <summary>
    /// Kernels for the places 0, 1/phases, … after a sample: row p holds the weights of the samples from
    /// −taps/2 + 1 to taps/2, and they sum to 1, so that a constant stays what it is.
    /// </summary>
    /// <param name="rows">How many rows; phases, or one more to interpolate between neighbours.</param>
    /// <param name="phases">The places between two samples.</param>
    /// <param name="taps">Numbers in a row, even.</param>
    /// <param name="cutoff">As for <see cref="Weight"/>.</param>
    public static float[] Tabulate(int rows, int phases, int taps, double cutoff)
    {
        float[] table = new float[rows * taps];
        double[] weights = new double[taps];
        for (int row = 0; row < rows; row++)
        {
            double place = (double)row / phases, sum = 0;
            for (int k = 0; k < taps; k++)
            {
                sum += weights[k] = Weight(k - ((taps / 2) - 1) - place, cutoff, taps / 2.0);
            }
            for (int k = 0; k < taps; k++)
            {
                table[(row * taps) + k] = (float)(weights[k] / sum);
            }
        }
        return table;
    }

    /// <summary>The modified Bessel function I₀ by its power series: Σ ((x/2)ᵏ / k!)².</summary>
    private static double Bessel(double x)
    {
        double sum = 1, term = 1;
        for (int k = 1; term > 1e-16 * sum; k++)
        {
            term *= x / (2 * k) * (x / (2 * k));
            sum += term;
        }
        return sum;
    }
}
