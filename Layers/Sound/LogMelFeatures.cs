namespace Scratch.Layers;

/// <summary>The layers that make features of a sound, in front of those of a classifier.</summary>
public static class LogMelFeatures
{
    /// <summary>T, the frames of a sound.</summary>
    public const int Frames = 40;

    /// <summary>The mel bands of a frame.</summary>
    public const int Bands = 40;

    /// <summary>The number of features of the usual layers.</summary>
    public const int Count = Frames * Bands;

    private const int Width = 200, Transform = 256, Bins = (Transform / 2) + 1; // 25 ms and 32 ms at 8 kHz

    /// <summary>
    /// From rows of samples at 8 kHz to (B, frames · bands) standardised log-mel features: <see cref="Layers.Frames"/>,
    /// <see cref="PowerSpectrum"/>, <see cref="MelBands"/>, <see cref="RelativeLog"/>,
    /// <see cref="MeanNormalisation"/>, <see cref="Standardisation"/>.
    /// </summary>
    /// <remarks>
    /// The network of them takes <paramref name="samples"/> + 1 numbers: see <see cref="Layers.Frames"/>. Mean and
    /// deviation of the standardisation, which is the last of them, are 0 and 1 until they are set from training data.
    /// </remarks>
    /// <param name="samples">N, the samples of a row, at least 200.</param>
    /// <param name="frames">T, at least 1.</param>
    /// <param name="bands">The mel bands, at least 1.</param>
    /// <param name="floorShare">The floor below which powers aren't told apart, as a share of the mean power; the
    /// higher, the less an attack can do, and the more is lost of what is quiet.</param>
    /// <param name="meanShare">The share of the mean over time that is taken away, from 0 to 1.</param>
    public static Layer[] CreateLayers(
        int samples, int frames = Frames, int bands = Bands, float floorShare = 1e-3f, float meanShare = 0.5f) =>
    [
        new Frames(samples + 1, frames, Width),
        new PowerSpectrum(frames * Width, Width, Transform),
        new MelBands(frames * Bins, Bins, bands),
        new RelativeLog(floorShare),
        new MeanNormalisation(bands, meanShare),
        new Standardisation(frames * bands),
    ];
}
