using System.Numerics.Tensors;
using Scratch.Engine;

namespace Scratch.Layers;

/// <summary>
/// Cuts the active part of a sound into frames of equal width at equal distances: yₜ[i] = x[pₜ + i] · hann[i].
/// (B, N + 1) -> (B, T · w).
/// </summary>
/// <remarks>
/// A row is N samples and, as its last number, the count n of active samples at its beginning. The T frames of w
/// samples start at pₜ = t (n − w) / (T − 1), rounded to the nearest sample, so that the first begins with the sound,
/// the last ends with it, and its tempo falls out. A count is rounded, and taken for w if it is less and for N if it is
/// more; NaN makes the frames NaN. The gradient of the count is 0. The window is 0.5 − 0.5 cos(2π i / w), the periodic
/// Hann window. Derivation: docs/backprop.md, section "Frames".
/// </remarks>
public sealed class Frames : ExampleWise, IIntervalLayer
{
    private readonly Lazy<float[]> _window;

    /// <summary>A layer for rows of <paramref name="inputs"/> numbers.</summary>
    /// <param name="inputs">N + 1, the number of samples and one.</param>
    /// <param name="frames">T, at least 1.</param>
    /// <param name="width">w, in samples, at least 1 and at most N; 25 ms at 8 kHz unless given.</param>
    public Frames(int inputs, int frames = 40, int width = 200)
    {
        SoundSizes.Require(inputs, nameof(inputs));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(frames);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, inputs - 1);
        SoundSizes.Require((long)frames * width, nameof(frames));
        (Inputs, Count, Width) = (inputs, frames, width);
        _window = new(() => SoundTables.HannWindow(width));
    }

    /// <summary>N + 1.</summary>
    public int Inputs { get; }

    /// <summary>T, the number of frames.</summary>
    public int Count { get; }

    /// <summary>w, the samples of a frame.</summary>
    public int Width { get; }

    /// <inheritdoc/>
    public override string Type => "Frames";

    /// <inheritdoc/>
    public override bool BackwardReadsOutput => false;

    /// <inheritdoc/>
    int IIntervalLayer.IntervalRoom => 0;

    /// <inheritdoc/>
    public override int OutputsFor(int inputs) => inputs == Inputs
        ? Count * Width
        : throw new ArgumentException($"Frames takes {Inputs} inputs, but it was given {inputs}.");

    /// <summary>pₜ, where a frame starts in a sound with so many active samples, from w to N.</summary>
    public int Start(int frame, int samples) =>
        Count == 1 ? 0 : (int)((((long)frame * (samples - Width)) + ((Count - 1) / 2)) / (Count - 1));

    /// <inheritdoc/>
    protected override void ForwardExample(in Pass pass, int example, Matrix input, Matrix output)
    {
        Span<float> x = input.Row(0), y = output.Row(0);
        if (float.IsNaN(x[^1]))
        {
            y.Fill(float.NaN);
            return;
        }
        int samples = Samples(x[^1]);
        for (int t = 0; t < Count; t++)
        {
            // yₜ = x[pₜ ...] ⊙ hann
            TensorPrimitives.Multiply(x.Slice(Start(t, samples), Width), _window.Value, y.Slice(t * Width, Width));
        }
    }

    /// <inheritdoc/>
    protected override void BackwardExample(in Pass pass, int example, Matrix input, Matrix dOutput, Matrix dInput)
    {
        Span<float> dX = dInput.Row(0), dY = dOutput.Row(0);
        int samples = Samples(input.Row(0)[^1]);
        dX.Clear();
        for (int t = 0; t < Count; t++)
        {
            Span<float> part = dX.Slice(Start(t, samples), Width);
            // dx[pₜ ...] += dYₜ ⊙ hann
            TensorPrimitives.MultiplyAdd(dY.Slice(t * Width, Width), _window.Value, part, part);
        }
    }

    /// <summary>
    /// The window is not negative, so bounds go through as they are; of counts that a box leaves open, all are taken.
    /// </summary>
    void IIntervalLayer.ForwardIntervals(
        in Pass pass, Matrix lower, Matrix upper, Matrix room, Matrix lowerOutput, Matrix upperOutput)
    {
        Span<float> low = lowerOutput.Row(0), high = upperOutput.Row(0), x = lower.Row(0), xUpper = upper.Row(0);
        bool isNumber = !float.IsNaN(x[^1] + xUpper[^1]);
        low.Fill(isNumber ? float.PositiveInfinity : float.NaN); // and the least of a number and NaN is NaN
        high.Fill(isNumber ? float.NegativeInfinity : float.NaN);
        for (int samples = Samples(x[^1]); samples <= Samples(xUpper[^1]); samples++)
        {
            for (int i = 0; i < low.Length; i++)
            {
                (int at, float window) = (Start(i / Width, samples) + (i % Width), _window.Value[i % Width]);
                low[i] = MathF.Min(low[i], x[at] * window);
                high[i] = MathF.Max(high[i], xUpper[at] * window);
            }
        }
    }

    /// <summary>n as a whole number from w to N.</summary>
    private int Samples(float count) =>
        count >= Inputs - 1 ? Inputs - 1 : count > Width ? (int)MathF.Round(count) : Width;
}
