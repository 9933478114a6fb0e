namespace Scratch.Adversarial.Domains.Speech.Synthesis;

/// <summary>
/// Log-mel spectra of sounds at 8 kHz, for models that make such spectra: L = log(M + floor). It has scratch memory:
/// one thread at a time.
/// </summary>
internal sealed class LogMelAnalysis
{
    private readonly ShortTimeFourier _transform;
    private readonly Matrix _triangles;
    private readonly Matrix _spectrum;
    private readonly Matrix _powers;

    /// <summary>An analysis on a grid. Allocates.</summary>
    public LogMelAnalysis(LogMelScale scale)
    {
        ArgumentNullException.ThrowIfNull(scale);
        Scale = scale.Validate();
        _transform = new ShortTimeFourier(scale.Frames);
        _triangles = Triangles(scale.Bands);
        _spectrum = Matrix.Allocate(scale.Frames, 2 * LogMelScale.Bins);
        _powers = Matrix.Allocate(scale.Frames, LogMelScale.Bins);
    }

    /// <summary>The grid.</summary>
    public LogMelScale Scale { get; }

    /// <summary>The spectrum of a sound. Does not allocate.</summary>
    /// <param name="samples">Samples at 8 kHz: what lies behind the last frame is not looked at, and behind the sound
    /// there are zeros.</param>
    /// <param name="logMel"><see cref="LogMelScale.Length"/> numbers, overwritten.</param>
    public void Analyse(ReadOnlySpan<float> samples, Matrix logMel)
    {
        Shape.Require(logMel, 1, Scale.Length);
        _transform.Forward(samples, _spectrum);
        for (int t = 0; t < Scale.Frames; t++)
        {
            ShortTimeFourier.Powers(_spectrum.Row(t), _powers.Row(t));
        }
        MatrixProduct.Multiply(_powers, _triangles, default, logMel.Reshape(0, Scale.Frames, Scale.Bands));
        TensorPrimitives.Add(logMel.Row(0), Scale.Floor, logMel.Row(0));
        TensorPrimitives.Log<float>(logMel.Row(0), logMel.Row(0));
    }

    /// <summary>
    /// The mean distance of two log-mel spectra in decibels: |10 log₁₀ M₁ − 10 log₁₀ M₂| over all frames and bands.
    /// </summary>
    public static double Distance(ReadOnlySpan<float> first, ReadOnlySpan<float> second)
    {
        Shape.RequireLength(second.Length, first.Length, nameof(second));
        double sum = 0;
        for (int i = 0; i < first.Length; i++)
        {
            sum += Math.Abs((double)first[i] - second[i]);
        }
        return first.IsEmpty ? 0 : sum / first.Length * 10 / Math.Log(10);
    }

    /// <summary>(bins, bands), as those of the recogniser's features.</summary>
    internal static Matrix Triangles(int bands) =>
        SoundTables.MelTriangles(LogMelScale.Bins, bands, 60, 3800, LogMelScale.Rate);
}
