namespace Scratch.Adversarial.Domains.Speech.Synthesis;

/// <summary>
/// Phases for given magnitudes, so that they are the short-time Fourier transform of a sound: the fast Griffin-Lim
/// algorithm, Perraudin, Balazs and Søndergaard 2013.
/// </summary>
/// <remarks>
/// In turn the numbers get the magnitudes that are wanted, and become those of the nearest sound; each step goes on
/// past where it leads by <see cref="Momentum"/> of its length. It has scratch memory: one thread at a time.
/// </remarks>
internal sealed class GriffinLim
{
    private const float Momentum = 0.99f; // the paper's α
    private const int Steps = 60;
    private const float Smallest = 1e-20f;
    private const int Bins = LogMelScale.Bins;

    private readonly ShortTimeFourier _transform;
    private readonly Matrix _accelerated; // t of the paper's algorithm 2
    private readonly Matrix _consistent; // c
    private readonly Matrix _before;
    private readonly float[] _scale = new float[Bins];

    public GriffinLim(int frames)
    {
        _transform = new ShortTimeFourier(frames);
        _accelerated = Matrix.Allocate(frames, 2 * Bins);
        _consistent = Matrix.Allocate(frames, 2 * Bins);
        _before = Matrix.Allocate(frames, 2 * Bins);
    }

    /// <summary>A sound with (T, bins) magnitudes.</summary>
    /// <param name="magnitudes">At least 0.</param>
    /// <param name="random">Draws the phases at first.</param>
    /// <param name="samples">Overwritten.</param>
    public void Invert(Matrix magnitudes, RandomStream random, Span<float> samples)
    {
        for (int t = 0; t < magnitudes.Rows; t++)
        {
            Span<float> phase = _accelerated.Row(t), real = phase[..Bins], imaginary = phase[Bins..];
            random.Fork(t).FillUniform(real, 0, 2 * MathF.PI);
            TensorPrimitives.Sin<float>(real, imaginary);
            TensorPrimitives.Cos<float>(real, real);
        }
        _before.Fill(0);
        for (int step = 0; step < Steps; step++)
        {
            GiveMagnitudes(magnitudes);
            _transform.Inverse(_accelerated);
            _transform.Forward(_consistent);
            TensorPrimitives.Subtract(_consistent.Span, _before.Span, _before.Span); // t = c + α (c − c of before)
            TensorPrimitives.MultiplyAdd(_before.Span, step > 0 ? Momentum : 0, _consistent.Span, _accelerated.Span);
            _consistent.CopyTo(_before);
        }
        GiveMagnitudes(magnitudes);
        _transform.Inverse(_accelerated);
        _transform.CopyTo(samples);
    }

    /// <summary>Keeps the phases and gives them the magnitudes.</summary>
    private void GiveMagnitudes(Matrix magnitudes)
    {
        for (int t = 0; t < magnitudes.Rows; t++)
        {
            Span<float> real = _accelerated.Row(t)[..Bins], imaginary = _accelerated.Row(t)[Bins..];
            ShortTimeFourier.Powers(_accelerated.Row(t), _scale);
            TensorPrimitives.Add(_scale, Smallest, _scale);
            TensorPrimitives.Sqrt(_scale, _scale);
            TensorPrimitives.Divide(magnitudes.Row(t), _scale, _scale);
            TensorPrimitives.Multiply(real, _scale, real);
            TensorPrimitives.Multiply(imaginary, _scale, imaginary);
        }
    }
}
