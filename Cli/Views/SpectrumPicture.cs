using Scratch.Cli.Pages;

namespace Scratch.Cli.Views;

/// <summary>
/// Log-mel spectra as grey pictures: time from left to right, bands from low to high, the loudest white.
/// </summary>
internal static class SpectrumPicture
{
    /// <summary>How far below the loudest black is: 35 dB, in nats.</summary>
    public const float Range = 8.06f;

    private const int Shades = 16; // few enough for a small file, enough to be read
    private const float Far = 4.6f; // of a difference, 20 dB, in nats
    private const int Side = 80; // on the page, in CSS pixels

    /// <summary>One spectrum as a row of pixels.</summary>
    /// <param name="logMel">(frames, bands).</param>
    /// <param name="loudest">What is white.</param>
    /// <param name="pixels">Frames · bands numbers in [0, 1], row by row, overwritten.</param>
    public static void Draw(Matrix logMel, float loudest, Span<float> pixels) =>
        Shade(logMel.Rows, logMel.Columns, (t, band) => 1 + ((logMel[t, band] - loudest) / Range), pixels);

    /// <summary>What one spectrum has more than another, brighter than grey where it is louder.</summary>
    public static void DrawDifference(Matrix logMel, Matrix original, Span<float> pixels) =>
        Shade(logMel.Rows, logMel.Columns,
            (t, band) => 0.5f + ((logMel[t, band] - original[t, band]) / (2 * Far)), pixels);

    /// <summary>A picture of one.</summary>
    /// <param name="pixels">(1, frames · bands), as they are drawn here.</param>
    /// <param name="frames">Pixels from left to right.</param>
    /// <param name="bands">Pixels from top to bottom.</param>
    /// <param name="alternative">What it is, for those who can't see it.</param>
    public static XElement One(Matrix pixels, int frames, int bands, string alternative) =>
        Markup.Image(Picture.Grid(pixels, bands, frames, columns: 1, zoom: 1), alternative, Side, Side);

    private static void Shade(int frames, int bands, Func<int, int, float> shade, Span<float> pixels)
    {
        for (int band = 0; band < bands; band++)
        {
            for (int t = 0; t < frames; t++)
            {
                float value = Math.Clamp(shade(t, band), 0, 1);
                pixels[((bands - 1 - band) * frames) + t] = MathF.Round(value * (Shades - 1)) / (Shades - 1);
            }
        }
    }
}
