using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using Scratch.Engine;
using Scratch.Engine.Vectors;

namespace Scratch.Layers;

/// <summary>
/// The power of every frequency in every frame: P = Re² + Im² of the discrete Fourier transform.
/// (B, T · w) -> (B, T · K), K = F / 2 + 1.
/// </summary>
/// <remarks>
/// A frame of w samples is seen as one of F, with zeros behind it. Real and imaginary part are a product with fixed
/// matrices, C = frame · [cos | −sin]: what goes back through them is a product as well. Derivation: docs/backprop.md,
/// section "Power spectrum".
/// </remarks>
public sealed class PowerSpectrum : ExampleWise, IIntervalLayer
{
    private readonly int _frames;
    private readonly Lazy<Matrix> _waves;
    private readonly Lazy<Matrix> _wavesTransposed;
    private readonly Lazy<Matrix> _magnitudes;

    /// <summary>A layer for frames one after another.</summary>
    /// <param name="inputs">T · w.</param>
    /// <param name="width">w, at least 1; it divides the inputs.</param>
    /// <param name="transform">F, at least w and at least 2.</param>
    public PowerSpectrum(int inputs, int width = 200, int transform = 256)
    {
        SoundSizes.Require(inputs, nameof(inputs));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfLessThan(transform, Math.Max(2, width));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(transform, SoundSizes.MostOfFrame);
        SoundSizes.RequireMultiple(inputs, width, Type);
        (Inputs, Width, Transform, _frames) = (inputs, width, transform, inputs / width);
        SoundSizes.Require((long)_frames * Bins * 2, nameof(transform));
        _waves = new(() => SoundTables.Fourier(width, transform));
        _wavesTransposed = new(() => SoundTables.Transpose(_waves.Value));
        _magnitudes = new(() => IntervalRounding.Magnitudes(_waves.Value));
    }

    /// <summary>T · w.</summary>
    public int Inputs { get; }

    /// <summary>w, the samples of a frame.</summary>
    public int Width { get; }

    /// <summary>F, the length of the transform.</summary>
    public int Transform { get; }

    /// <summary>K, the frequencies from 0 to half the sampling rate.</summary>
    public int Bins => (Transform / 2) + 1;

    /// <inheritdoc/>
    public override string Type => "PowerSpectrum";

    /// <inheritdoc/>
    public override bool BackwardReadsInput => false;

    /// <inheritdoc/>
    public override bool BackwardReadsOutput => false;

    /// <inheritdoc/>
    int IIntervalLayer.IntervalRoom => (2 * Inputs) + (4 * _frames * Bins);

    /// <inheritdoc/>
    public override int OutputsFor(int inputs) => inputs == Inputs
        ? _frames * Bins
        : throw new ArgumentException($"PowerSpectrum takes {Inputs} inputs, but it was given {inputs}.");

    /// <inheritdoc/>
    public override IReadOnlyList<SavedShape> SavedFor(int inputs) => // C = [Re | Im] and dC
        [SavedShape.PerExample(_frames * 2 * Bins), SavedShape.PerExample(_frames * 2 * Bins)];

    /// <inheritdoc/>
    protected override void ForwardExample(in Pass pass, int example, Matrix input, Matrix output)
    {
        Matrix c = Spectrum(pass.Saved.Span[0], example), p = output.Reshape(0, _frames, Bins);
        MatrixProduct.Multiply(input.Reshape(0, _frames, Width), _waves.Value, default, c); // C = X · [cos | −sin]
        for (int t = 0; t < _frames; t++)
        {
            SumOfSquares(c.Row(t)[..Bins], c.Row(t)[Bins..], p.Row(t)); // P = Re² + Im²
        }
    }

    /// <inheritdoc/>
    protected override void BackwardExample(in Pass pass, int example, Matrix input, Matrix dOutput, Matrix dInput)
    {
        Matrix c = Spectrum(pass.Saved.Span[0], example), dC = Spectrum(pass.Saved.Span[1], example),
            dP = dOutput.Reshape(0, _frames, Bins);
        for (int t = 0; t < _frames; t++)
        {
            Map.Run(default(TwiceProduct), c.Row(t)[..Bins], dP.Row(t), dC.Row(t)[..Bins]); // dRe = 2 Re ⊙ dP
            Map.Run(default(TwiceProduct), c.Row(t)[Bins..], dP.Row(t), dC.Row(t)[Bins..]); // dIm = 2 Im ⊙ dP
        }
        // dX = dC · [cos | −sin]ᵀ
        MatrixProduct.Multiply(dC, _wavesTransposed.Value, default, dInput.Reshape(0, _frames, Width));
    }

    /// <summary>
    /// Real and imaginary part are bounded as a dense layer's outputs are; a square lies between those of the nearest
    /// and the farthest number.
    /// </summary>
    void IIntervalLayer.ForwardIntervals(
        in Pass pass, Matrix lower, Matrix upper, Matrix room, Matrix lowerOutput, Matrix upperOutput)
    {
        int size = _frames * 2 * Bins;
        Matrix centre = room.Reshape(0, _frames, Width), radius = room.Reshape(Inputs, _frames, Width);
        Matrix c = room.Reshape(2 * Inputs, _frames, 2 * Bins),
            r = room.Reshape((2 * Inputs) + size, _frames, 2 * Bins);
        IntervalRounding.CentreAndRadius(lower.Row(0), upper.Row(0), Width, centre.Span, radius.Span);
        MatrixProduct.Multiply(centre, _waves.Value, default, c);
        MatrixProduct.Multiply(radius, _magnitudes.Value, default, r);
        for (int t = 0; t < _frames; t++)
        {
            Span<float> nearest = c.Row(t), farthest = r.Row(t);
            for (int k = 0; k < nearest.Length; k++)
            {
                float magnitude = MathF.Abs(nearest[k]), reach = farthest[k];
                (nearest[k], farthest[k]) = (MathF.Max(0, magnitude - reach), magnitude + reach);
            }
            Span<float> low = lowerOutput.Row(0).Slice(t * Bins, Bins), high = upperOutput.Row(0).Slice(t * Bins, Bins);
            SumOfSquares(nearest[..Bins], nearest[Bins..], low);
            SumOfSquares(farthest[..Bins], farthest[Bins..], high);
        }
        IntervalRounding.Widen(8, lowerOutput.Row(0), upperOutput.Row(0));
    }

    private Matrix Spectrum(Matrix saved, int example) => saved.SliceRows(example, 1).Reshape(0, _frames, 2 * Bins);

    private static void SumOfSquares(ReadOnlySpan<float> re, ReadOnlySpan<float> im, Span<float> power)
    {
        TensorPrimitives.Multiply(re, re, power);
        TensorPrimitives.MultiplyAdd(im, im, power, power);
    }

    private readonly struct TwiceProduct : IBinary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<V>(V x, V y)
            where V : struct, IFloats<V> => 2 * x * y;
    }
}
