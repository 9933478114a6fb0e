using System.Numerics;

namespace Scratch.Layers.Checking.ReferenceLayers;

/// <summary>
/// yₜ[i] = x[pₜ + i] · sin²(π i / w), the count of active samples behind the samples. Derivation: docs/backprop.md,
/// section "Frames".
/// </summary>
internal sealed class ReferenceFrames(int frames, int width) : ReferenceExampleLayer
{
    protected override double[] Forward(double[][] parameters, double[] input) =>
        [.. Enumerable.Range(0, frames * width).Select(i => input[Place(input, i)] * Window(i % width))];

    protected override double[] Backward(
        double[][] parameters, double[] input, double[] dOutput, double[][] dParameters)
    {
        var dInput = new double[input.Length];
        for (int i = 0; i < dOutput.Length; i++)
        {
            dInput[Place(input, i)] += dOutput[i] * Window(i % width);
        }
        return dInput;
    }

    /// <summary>Which sample an output is made of.</summary>
    private int Place(double[] input, int output)
    {
        double samples = Math.Clamp(Math.Round(input[^1]), width, input.Length - 1);
        double start = frames == 1 ? 0 : (samples - width) * (output / width) / (frames - 1);
        return (int)Math.Floor(start + 0.5) + (output % width);
    }

    private double Window(int i) => Math.Pow(Math.Sin(Math.PI * i / width), 2);
}

/// <summary>
/// |Σᵢ x[i] e^(−2π √−1 i k / F)|² of every frame. Derivation: docs/backprop.md, section "Power spectrum".
/// </summary>
internal sealed class ReferencePowerSpectrum(int width, int transform) : ReferenceExampleLayer
{
    private readonly int _bins = (transform / 2) + 1;

    protected override double[] Forward(double[][] parameters, double[] input) =>
        [.. input.Chunk(width).SelectMany(frame => Enumerable.Range(0, _bins).Select(k => Power(Sum(frame, k))))];

    /// <summary>
    /// ∂|C|² / ∂x[i] = 2 Re(C̄ ∂C/∂x[i]), with complex numbers where the fast layer has two real ones.
    /// </summary>
    protected override double[] Backward(
        double[][] parameters, double[] input, double[] dOutput, double[][] dParameters)
    {
        var dInput = new double[input.Length];
        for (int t = 0; t < input.Length / width; t++)
        {
            for (int k = 0; k < _bins; k++)
            {
                var sum = Complex.Conjugate(Sum(input.AsSpan(t * width, width), k));
                for (int i = 0; i < width; i++)
                {
                    dInput[(t * width) + i] += dOutput[(t * _bins) + k] * 2 * (sum * Wave(i, k)).Real;
                }
            }
        }
        return dInput;
    }

    private Complex Sum(ReadOnlySpan<double> frame, int k)
    {
        Complex sum = 0;
        for (int i = 0; i < frame.Length; i++)
        {
            sum += frame[i] * Wave(i, k);
        }
        return sum;
    }

    private Complex Wave(int i, int k) => Complex.Exp(-2 * Math.PI * i * k / transform * Complex.ImaginaryOne);

    private static double Power(Complex c) => (c.Real * c.Real) + (c.Imaginary * c.Imaginary);
}

/// <summary>Sums over triangles, one band at a time. Derivation: docs/backprop.md, section "Mel bands".</summary>
internal sealed class ReferenceMelBands(int bins, int bands, double low, double high, double rate)
    : ReferenceExampleLayer
{
    protected override double[] Forward(double[][] parameters, double[] input) =>
        [.. input.Chunk(bins).SelectMany(frame =>
            Enumerable.Range(0, bands).Select(band => frame.Select((p, k) => p * Weight(k, band)).Sum()))];

    protected override double[] Backward(
        double[][] parameters, double[] input, double[] dOutput, double[][] dParameters) =>
        [.. dOutput.Chunk(bands).SelectMany(frame =>
            Enumerable.Range(0, bins).Select(k => frame.Select((d, band) => d * Weight(k, band)).Sum()))];

    /// <summary>How high the triangle of a band is at a frequency: a line up, a line down, 0 elsewhere.</summary>
    private double Weight(int k, int band)
    {
        double hertz = k * rate / (2 * (bins - 1));
        (double left, double centre, double right) = (Edge(band), Edge(band + 1), Edge(band + 2));
        return hertz <= left || hertz >= right ? 0
            : hertz <= centre ? (hertz - left) / (centre - left) : (right - hertz) / (right - centre);
    }

    private double Edge(int index)
    {
        double from = 1127 * Math.Log(1 + (low / 700)), to = 1127 * Math.Log(1 + (high / 700));
        return 700 * (Math.Exp((from + ((to - from) * index / (bands + 1))) / 1127) - 1); // any factor of mel does
    }
}

/// <summary>
/// log(M + c · mean M + floor), a negative M counting as 0. Derivation: docs/backprop.md, section "Relative logarithm".
/// </summary>
internal sealed class ReferenceRelativeLog(double share, double floor) : ReferenceExampleLayer
{
    public override bool HasKinkAtZero => true;

    protected override double[] Forward(double[][] parameters, double[] input) =>
        [.. Sums(input).Select(sum => Math.Log(sum))];

    /// <summary>By the whole matrix of derivatives: ∂Lⱼ/∂Mₖ = ([j = k] + c / N) / Sⱼ.</summary>
    protected override double[] Backward(
        double[][] parameters, double[] input, double[] dOutput, double[][] dParameters)
    {
        double[] sums = Sums(input), dInput = new double[input.Length];
        for (int k = 0; k < input.Length; k++)
        {
            for (int j = 0; j < input.Length && input[k] > 0; j++)
            {
                dInput[k] += dOutput[j] * ((j == k ? 1 : 0) + (share / input.Length)) / sums[j];
            }
        }
        return dInput;
    }

    private double[] Sums(double[] input)
    {
        double mean = input.Average(m => Math.Max(0, m));
        return [.. input.Select(m => Math.Max(0, m) + (share * mean) + floor)];
    }
}

/// <summary>
/// xₜ − s · mean over t of xₜ for every band. Derivation: docs/backprop.md, section "Mean normalisation".
/// </summary>
internal sealed class ReferenceMeanNormalisation(int bands, double share) : ReferenceExampleLayer
{
    protected override double[] Forward(double[][] parameters, double[] input) =>
        [.. input.Select((x, i) => x - (share * input.Where((_, j) => j % bands == i % bands).Average()))];

    /// <summary>By the whole matrix of derivatives: ∂yᵢ/∂xⱼ = [i = j] − s / T for numbers of one band.</summary>
    protected override double[] Backward(
        double[][] parameters, double[] input, double[] dOutput, double[][] dParameters)
    {
        var dInput = new double[input.Length];
        for (int j = 0; j < input.Length; j++)
        {
            for (int i = j % bands; i < input.Length; i += bands)
            {
                dInput[j] += dOutput[i] * ((i == j ? 1 : 0) - (share * bands / input.Length));
            }
        }
        return dInput;
    }
}
