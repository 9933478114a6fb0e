namespace Scratch.Layers.Checking.ReferenceLayers;

/// <summary>erf x = 2/√π ∫₀ˣ exp(−t²) dt in double precision.</summary>
internal static class ErrorFunction
{
    private const double One = 6; // erf 6 is 1 to the last bit of a double

    /// <summary>
    /// erf x = 2/√π exp(−x²) Σₙ 2ⁿ x²ⁿ⁺¹ / (1 · 3 · … · (2n + 1)). Abramowitz and Stegun 7.1.6: no term cancels
    /// another.
    /// </summary>
    public static double Of(double x)
    {
        if (Math.Abs(x) >= One)
        {
            return Math.Sign(x);
        }
        double term = x, sum = x;
        for (int n = 1; Math.Abs(term) > Math.Abs(sum) * 1e-17; n++)
        {
            term *= 2 * x * x / ((2 * n) + 1);
            sum += term;
        }
        return 2 / Math.Sqrt(Math.PI) * Math.Exp(-x * x) * sum;
    }
}
