using Scratch.Engine;

namespace Scratch.Layers;

/// <summary>The fixed numbers of the layers of sounds, computed in double precision. All of it allocates.</summary>
public static class SoundTables
{
    /// <summary>0.5 − 0.5 cos(2π i / w): the Hann window with the period w.</summary>
    /// <param name="width">w, at least 1.</param>
    public static float[] HannWindow(int width) =>
        [.. Enumerable.Range(0, width).Select(i => (float)(0.5 - (0.5 * Math.Cos(2 * Math.PI * i / width))))];

    /// <summary>
    /// (w, 2 K): cos(2π i k / F) of each sample i and bin k, and after all of them −sin(2π i k / F), K = F / 2 + 1.
    /// </summary>
    /// <param name="width">w, at least 1.</param>
    /// <param name="transform">F, at least w.</param>
    public static Matrix Fourier(int width, int transform)
    {
        int bins = (transform / 2) + 1;
        Matrix table = Matrix.Allocate(width, 2 * bins);
        for (int i = 0; i < width; i++)
        {
            for (int k = 0; k < bins; k++)
            {
                double angle = 2 * Math.PI * ((long)i * k % transform) / transform;
                (double sine, double cosine) = Math.SinCos(angle);
                (table[i, k], table[i, bins + k]) = ((float)cosine, (float)-sine);
            }
        }
        return table;
    }

    /// <summary>
    /// (K, bands): triangles that rise from the centre of the band before to 1 at their own and fall to 0 at the next,
    /// along the frequency in hertz, with centres at equal distances on the mel scale.
    /// </summary>
    /// <param name="bins">K, the frequencies from 0 to half the rate, at least 2.</param>
    /// <param name="bands">The number of triangles, at least 1.</param>
    /// <param name="low">Where the first begins, in hertz.</param>
    /// <param name="high">Where the last ends, in hertz.</param>
    /// <param name="rate">The sampling rate, in hertz.</param>
    public static Matrix MelTriangles(int bins, int bands, double low, double high, double rate)
    {
        double lowest = Mel(low), step = (Mel(high) - lowest) / (bands + 1);
        Matrix table = Matrix.Allocate(bins, bands);
        for (int band = 0; band < bands; band++)
        {
            double left = Hertz(lowest + (band * step)), centre = Hertz(lowest + ((band + 1) * step)),
                right = Hertz(lowest + ((band + 2) * step));
            for (int k = 0; k < bins; k++)
            {
                double hertz = rate / 2 * k / (bins - 1);
                table[k, band] =
                    (float)Math.Max(0, Math.Min((hertz - left) / (centre - left), (right - hertz) / (right - centre)));
            }
        }
        return table;
    }

    /// <summary>The transpose, in memory of its own.</summary>
    public static Matrix Transpose(Matrix table)
    {
        Matrix turned = Matrix.Allocate(table.Columns, table.Rows);
        for (int row = 0; row < table.Rows; row++)
        {
            for (int column = 0; column < table.Columns; column++)
            {
                turned[column, row] = table[row, column];
            }
        }
        return turned;
    }

    /// <summary>O'Shaughnessy 1987: 2595 log₁₀(1 + f / 700).</summary>
    private static double Mel(double hertz) => 2595 * Math.Log10(1 + (hertz / 700));

    private static double Hertz(double mel) => 700 * (Math.Pow(10, mel / 2595) - 1);
}
