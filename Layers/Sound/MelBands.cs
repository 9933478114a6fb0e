using System.Numerics.Tensors;
using Scratch.Engine;

namespace Scratch.Layers;

/// <summary>
/// Sums the power of every frame in bands that are as wide as an ear hears them: M = P · triangles.
/// (B, T · K) -> (B, T · bands).
/// </summary>
/// <remarks>
/// The triangles overlap by half, have height 1 whatever their width, and lie at equal distances on the mel scale, 2595
/// log₁₀(1 + f / 700). Of the usual 129 · 40 numbers 233 are not 0; a dense product takes 7 µs for 40 frames where
/// loops over those take 4, of the 70 µs from samples to logits, and needs none of its own. Derivation:
/// docs/backprop.md, section "Mel bands".
/// </remarks>
public sealed class MelBands : ExampleWise, IIntervalLayer
{
    private readonly int _frames;
    private readonly Lazy<Matrix> _triangles;
    private readonly Lazy<Matrix> _trianglesTransposed;

    /// <summary>A layer for the power spectra of frames, one after another.</summary>
    /// <param name="inputs">T · K.</param>
    /// <param name="bins">K, the frequencies of a frame from 0 to half the sampling rate, at least 2; it divides the
    /// inputs.</param>
    /// <param name="bands">The number of bands, at least 1.</param>
    /// <param name="low">Where the lowest begins, in hertz, at least 0.</param>
    /// <param name="high">Where the highest ends, in hertz, above that and up to half the rate.</param>
    /// <param name="rate">The sampling rate, in hertz.</param>
    public MelBands(
        int inputs, int bins = 129, int bands = 40, float low = 60, float high = 3800, float rate = 8000)
    {
        SoundSizes.Require(inputs, nameof(inputs));
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bins, SoundSizes.MostOfFrame);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bands);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bands, SoundSizes.MostOfFrame);
        SoundSizes.RequireMultiple(inputs, bins, Type);
        if (!(low >= 0 && high > low && high <= rate / 2 && float.IsFinite(rate)))
        {
            throw new ArgumentException(
                $"MelBands from {low} to {high} Hz at {rate} Hz: expected 0 <= low < high <= half the rate.");
        }
        (Inputs, Bins, Bands, Low, High, Rate) = (inputs, bins, bands, low, high, rate);
        _frames = inputs / bins;
        SoundSizes.Require(((long)_frames * bands) + 1, nameof(bands));
        _triangles = new(() => SoundTables.MelTriangles(bins, bands, low, high, rate));
        _trianglesTransposed = new(() => SoundTables.Transpose(_triangles.Value));
    }

    /// <summary>T · K.</summary>
    public int Inputs { get; }

    /// <summary>K, the frequencies of a frame.</summary>
    public int Bins { get; }

    /// <summary>The number of bands.</summary>
    public int Bands { get; }

    /// <summary>Where the lowest band begins, in hertz.</summary>
    public float Low { get; }

    /// <summary>Where the highest band ends, in hertz.</summary>
    public float High { get; }

    /// <summary>The sampling rate, in hertz.</summary>
    public float Rate { get; }

    /// <inheritdoc/>
    public override string Type => "MelBands";

    /// <inheritdoc/>
    public override bool BackwardReadsInput => false;

    /// <inheritdoc/>
    public override bool BackwardReadsOutput => false;

    /// <inheritdoc/>
    int IIntervalLayer.IntervalRoom => Inputs + (_frames * Bands);

    /// <inheritdoc/>
    public override int OutputsFor(int inputs) => inputs == Inputs
        ? _frames * Bands
        : throw new ArgumentException($"MelBands takes {Inputs} inputs, but it was given {inputs}.");

    /// <inheritdoc/>
    protected override void ForwardExample(in Pass pass, int example, Matrix input, Matrix output) =>
        Multiply(input, output); // M = P · triangles

    /// <inheritdoc/>
    protected override void BackwardExample(in Pass pass, int example, Matrix input, Matrix dOutput, Matrix dInput) =>
        MatrixProduct.Multiply(
            dOutput.Reshape(0, _frames, Bands), _trianglesTransposed.Value, default,
            dInput.Reshape(0, _frames, Bins)); // dP = dM · trianglesᵀ

    /// <summary>The triangles are not negative, so bounds go through as they are.</summary>
    void IIntervalLayer.ForwardIntervals(
        in Pass pass, Matrix lower, Matrix upper, Matrix room, Matrix lowerOutput, Matrix upperOutput)
    {
        Matrix largest = room.Reshape(0, 1, Inputs), slack = room.Reshape(Inputs, 1, lowerOutput.Columns);
        TensorPrimitives.MaxMagnitude(lower.Row(0), upper.Row(0), largest.Row(0));
        TensorPrimitives.Abs<float>(largest.Row(0), largest.Row(0));
        Multiply(largest, slack);
        TensorPrimitives.Multiply(slack.Row(0), IntervalRounding.OfSum(Bins), slack.Row(0));
        Multiply(lower, lowerOutput);
        Multiply(upper, upperOutput);
        TensorPrimitives.Subtract(lowerOutput.Row(0), slack.Row(0), lowerOutput.Row(0));
        TensorPrimitives.Add(upperOutput.Row(0), slack.Row(0), upperOutput.Row(0));
        if (TensorPrimitives.Min<float>(lower.Row(0)) >= 0)
        {
            TensorPrimitives.Max(lowerOutput.Row(0), 0f, lowerOutput.Row(0)); // no sum of powers is less
        }
    }

    private void Multiply(Matrix input, Matrix output) =>
        MatrixProduct.Multiply(
            input.Reshape(0, _frames, Bins), _triangles.Value, default, output.Reshape(0, _frames, Bands));
}
