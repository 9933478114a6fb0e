namespace Scratch.Adversarial.Domains.Speech.Synthesis;

/// <summary>
/// The short-time Fourier transform on the frames of a <see cref="LogMelScale"/>, and the sound whose transform is
/// nearest to given numbers: Griffin and Lim 1984, eq. 6.
/// </summary>
/// <remarks>
/// Both are products with fixed matrices, which for frames as short as these cost no more than fast transforms. A
/// spectrum is (T, 2 · bins), real parts in front of imaginary parts. It has scratch memory: one thread at a time.
/// </remarks>
internal sealed class ShortTimeFourier
{
    private const int Width = LogMelScale.Width, Hop = LogMelScale.Hop, Bins = LogMelScale.Bins;

    private readonly float[] _window = SoundTables.HannWindow(Width);
    private readonly Matrix _forward = SoundTables.Fourier(Width, LogMelScale.Transform);
    private readonly Matrix _inverse;
    private readonly Matrix _frames;
    private readonly float[] _padded; // half a frame of zeros before and behind
    private readonly float[] _weights; // 1 / Σ window² at every sample

    public ShortTimeFourier(int frames)
    {
        _inverse = SoundTables.Transpose(_forward);
        for (int row = 0; row < _inverse.Rows; row++)
        {
            // all bins but the first and the last stand for two
            float share = row % Bins is 0 or Bins - 1 ? 1f : 2f;
            TensorPrimitives.Multiply(_inverse.Row(row), share / LogMelScale.Transform, _inverse.Row(row));
        }
        _frames = Matrix.Allocate(frames, Width);
        _padded = new float[((frames - 1) * Hop) + Width];
        _weights = new float[_padded.Length];
        for (int t = 0; t < frames; t++)
        {
            Span<float> part = _weights.AsSpan(t * Hop, Width);
            TensorPrimitives.MultiplyAdd(_window, _window, part, part);
        }
        for (int i = 0; i < _weights.Length; i++)
        {
            _weights[i] = _weights[i] > 0 ? 1 / _weights[i] : 0;
        }
    }

    /// <summary>
    /// The transform of a sound, which is cut or filled up with zeros to as many samples as it describes.
    /// </summary>
    public void Forward(ReadOnlySpan<float> samples, Matrix spectrum)
    {
        Array.Clear(_padded);
        Span<float> inside = _padded.AsSpan(Width / 2);
        samples[..Math.Min(samples.Length, inside.Length)].CopyTo(inside);
        Forward(spectrum);
    }

    /// <summary>The transform of what <see cref="Inverse"/> left.</summary>
    public void Forward(Matrix spectrum)
    {
        for (int t = 0; t < _frames.Rows; t++)
        {
            TensorPrimitives.Multiply(_padded.AsSpan(t * Hop, Width), _window, _frames.Row(t));
        }
        MatrixProduct.Multiply(_frames, _forward, default, spectrum);
    }

    /// <summary>
    /// The sound with the nearest transform, kept for <see cref="Forward(Matrix)"/> and <see cref="CopyTo"/>.
    /// </summary>
    public void Inverse(Matrix spectrum)
    {
        MatrixProduct.Multiply(spectrum, _inverse, default, _frames);
        Array.Clear(_padded);
        for (int t = 0; t < _frames.Rows; t++)
        {
            Span<float> part = _padded.AsSpan(t * Hop, Width);
            TensorPrimitives.MultiplyAdd(_frames.Row(t), _window, part, part);
        }
        TensorPrimitives.Multiply(_padded, _weights, _padded);
    }

    /// <summary>
    /// The samples of the sound, which overwrite the destination; behind the last frame there are zeros.
    /// </summary>
    public void CopyTo(Span<float> samples)
    {
        ReadOnlySpan<float> inside = _padded.AsSpan(Width / 2);
        inside = inside[..Math.Min(inside.Length, samples.Length)];
        inside.CopyTo(samples);
        samples[inside.Length..].Clear();
    }

    /// <summary>P = Re² + Im² of a frame.</summary>
    public static void Powers(ReadOnlySpan<float> spectrum, Span<float> powers)
    {
        TensorPrimitives.Multiply(spectrum[..Bins], spectrum[..Bins], powers);
        TensorPrimitives.MultiplyAdd(spectrum[Bins..], spectrum[Bins..], powers, powers);
    }
}
