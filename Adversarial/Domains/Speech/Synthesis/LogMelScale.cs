namespace Scratch.Adversarial.Domains.Speech.Synthesis;

/// <summary>
/// The grid of log-mel spectra that sounds are analysed on and made from: frames of 25 ms, one every 10 ms at 8 kHz.
/// </summary>
/// <param name="Frames">T, the number of frames, 1 … 4096.</param>
/// <param name="Bands">The mel bands from 60 to 3,800 Hz, 1 … 128.</param>
/// <param name="Floor">What is added to a power before its logarithm, above 0.</param>
internal sealed record LogMelScale(int Frames = 64, int Bands = 40, float Floor = 1e-5f)
{
    /// <summary>The sampling rate, in hertz.</summary>
    public const int Rate = 8000;

    /// <summary>The samples of a frame.</summary>
    public const int Width = 200;

    /// <summary>The samples from one frame to the next.</summary>
    public const int Hop = 80;

    /// <summary>The length of the Fourier transform, zeros behind the frame.</summary>
    public const int Transform = 256;

    /// <summary>The frequencies of a frame.</summary>
    public const int Bins = (Transform / 2) + 1;

    /// <summary>The numbers of a spectrum: frame after frame, and in each the bands from low to high.</summary>
    public int Length => Frames * Bands;

    /// <summary>
    /// The samples that a spectrum describes: frame t is centred on sample t · <see cref="Hop"/>, so that all of them
    /// lie in several frames.
    /// </summary>
    public int Samples => Frames * Hop;

    /// <summary>Throws unless the sizes are in their ranges.</summary>
    internal LogMelScale Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Frames);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Frames, 4096);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Bands);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Bands, 128);
        return Floor > 0 && float.IsFinite(Floor)
            ? this
            : throw new ArgumentOutOfRangeException(nameof(Floor), Floor, "The floor of powers is above 0.");
    }
}
