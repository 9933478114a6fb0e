using System.Numerics.Tensors;
using Scratch.Engine;

namespace Scratch.Layers;

/// <summary>
/// Takes a share of its mean over time from every band: yₜ = xₜ − s · mean over t of xₜ. (B, T · bands) -> the same.
/// </summary>
/// <remarks>
/// Of logarithms, a mean over time is what a microphone, a line or a room multiplies the spectrum by: Atal 1974, as
/// cepstral mean normalisation. The whole of it takes the colour of a long vowel away too, so a share is taken. The
/// function is linear and its matrix symmetric, so that the way back is the function itself. Derivation:
/// docs/backprop.md, section "Mean normalisation".
/// </remarks>
public sealed class MeanNormalisation : RowWise, ITangentLayer, IIntervalLayer
{
    /// <summary>A layer for frames of so many bands, one after another.</summary>
    /// <param name="bands">The number of bands, at least 1.</param>
    /// <param name="share">s, from 0 to 1; a half unless given.</param>
    public MeanNormalisation(int bands, float share = 0.5f)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bands);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bands, SoundSizes.MostOfFrame);
        if (!(share is >= 0 and <= 1))
        {
            throw new ArgumentException($"MeanNormalisation by a share of {share}: expected 0 to 1.");
        }
        (Bands, Share) = (bands, share);
    }

    /// <summary>The number of bands.</summary>
    public int Bands { get; }

    /// <summary>s, the share of the mean that is taken away.</summary>
    public float Share { get; }

    /// <inheritdoc/>
    public override string Type => "MeanNormalisation";

    /// <inheritdoc/>
    public override bool ForwardMayOverwrite => true;

    /// <inheritdoc/>
    public override bool BackwardReadsInput => false;

    /// <inheritdoc/>
    public override bool BackwardReadsOutput => false;

    /// <inheritdoc/>
    int IIntervalLayer.IntervalRoom => 0;

    /// <inheritdoc/>
    public override int OutputsFor(int inputs)
    {
        SoundSizes.RequireMultiple(inputs, Bands, Type);
        return inputs;
    }

    /// <inheritdoc/>
    public void ForwardTangent(
        in Pass pass, in TangentDirection direction, Matrix input, Matrix output, Matrix inputTangent,
            Matrix outputTangent) =>
        Backward(pass, input, output, inputTangent, outputTangent);

    /// <inheritdoc/>
    public void BackwardTangent(
        in Pass pass, in TangentDirection direction, Matrix input, Matrix output, Matrix dOutput,
        Matrix inputTangent, Matrix dOutputTangent, Matrix dInputTangent) =>
        Backward(pass, input, output, dOutputTangent, dInputTangent);

    /// <inheritdoc/>
    protected override void ForwardRow(in Pass pass, int row, ReadOnlySpan<float> input, Span<float> output) =>
        SubtractMeans(input, output); // y = x − s · mean x

    /// <inheritdoc/>
    protected override void BackwardRow(
        in Pass pass, int row, ReadOnlySpan<float> output, ReadOnlySpan<float> dOutput, Span<float> dInput) =>
        SubtractMeans(dOutput, dInput); // dX = dY − s · mean dY

    /// <summary>
    /// yₜ rises with xₜ, by 1 − s / T, and falls with the band's other numbers: each is taken at the end that is asked
    /// for.
    /// </summary>
    void IIntervalLayer.ForwardIntervals(
        in Pass pass, Matrix lower, Matrix upper, Matrix room, Matrix lowerOutput, Matrix upperOutput)
    {
        Span<float> low = lower.Row(0), high = upper.Row(0);
        int frames = low.Length / Bands;
        for (int band = 0; band < Bands; band++)
        {
            double sumOfLower = 0, sumOfUpper = 0, largest = 0;
            for (int i = band; i < low.Length; i += Bands)
            {
                (sumOfLower, sumOfUpper) = (sumOfLower + low[i], sumOfUpper + high[i]);
                largest = Math.Max(largest, Math.Max(Math.Abs(low[i]), Math.Abs(high[i])));
            }
            double share = (double)Share / frames, slack = 2 * IntervalRounding.OfSum(frames) * largest;
            for (int i = band; i < low.Length; i += Bands)
            {
                lowerOutput.Row(0)[i] = (float)(low[i] - (share * (sumOfUpper - high[i] + low[i])) - slack);
                upperOutput.Row(0)[i] = (float)(high[i] - (share * (sumOfLower - low[i] + high[i])) + slack);
            }
        }
    }

    private void SubtractMeans(ReadOnlySpan<float> x, Span<float> y)
    {
        Span<float> means = stackalloc float[Bands];
        means.Clear();
        for (int i = 0; i < x.Length; i += Bands)
        {
            TensorPrimitives.Add(means, x.Slice(i, Bands), means);
        }
        TensorPrimitives.Multiply(means, Share * Bands / x.Length, means);
        for (int i = 0; i < x.Length; i += Bands)
        {
            TensorPrimitives.Subtract(x.Slice(i, Bands), means, y.Slice(i, Bands));
        }
    }
}
