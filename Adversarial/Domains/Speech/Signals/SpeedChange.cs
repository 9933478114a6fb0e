using System.Runtime.Intrinsics;

namespace Scratch.Adversarial.Domains.Speech.Signals;

/// <summary>
/// Plays sound faster or slower, as a tape does: its length, its pitch and its formants change by one factor. With
/// frames at equal shares of a word the length is of no matter, and what is left is a voice of another size.
/// </summary>
/// <remarks>
/// Interpolation with a windowed sinc of 16 samples, from a table of 512 places between two samples: short, since it is
/// for training, where each example comes in another speed each time. It is within −45 dB of the sound.
/// </remarks>
internal static class SpeedChange
{
    /// <summary>Zeros that must stand before and behind the sound.</summary>
    public const int Padding = Taps;

    /// <summary>The largest factor, and 1 over it the smallest.</summary>
    public const float Largest = 1.5f;

    private const int Taps = 16, Phases = 512;
    private const double Cutoff = 0.95, CutoffStep = 0.05;

    // by how much of the band must go, so that a faster sound doesn't fold over
    private static readonly Lazy<float[]>[] Kernels = [.. Enumerable.Range(0, 1 + (int)Math.Ceiling(
        (1 - (1 / Largest)) / CutoffStep)).Select(step => new Lazy<float[]>(
            () => WindowedSinc.Tabulate(Phases, Phases, Taps, Cutoff - (step * CutoffStep))))];

    /// <summary>The number of samples that come of some: count / speed, rounded.</summary>
    public static int CountOf(int count, float speed) => (int)Math.Round(count / (double)speed);

    /// <summary>output[m] = the sound at the place m · speed. Allocates nothing once warm.</summary>
    /// <param name="padded">The sound between <see cref="Padding"/> zeros on either side.</param>
    /// <param name="speed">In [1 / 1.5, 1.5].</param>
    /// <param name="output">Overwritten; its last place must lie within the sound.</param>
    public static void Run(ReadOnlySpan<float> padded, float speed, Span<float> output)
    {
        int step = speed <= 1 ? 0 : (int)Math.Ceiling((1 - (1 / speed)) / CutoffStep);
        ReadOnlySpan<float> kernels = Kernels[step].Value;
        for (int m = 0; m < output.Length; m++)
        {
            double place = m * (double)speed;
            int before = (int)place, phase = (int)((place - before) * Phases);
            ReadOnlySpan<float> near = padded.Slice(before + Padding - (Taps / 2) + 1, Taps),
                kernel = kernels.Slice(phase * Taps, Taps);
            output[m] = Vector256.Sum((Vector256.Create(near) * Vector256.Create(kernel))
                + (Vector256.Create(near[8..]) * Vector256.Create(kernel[8..])));
        }
    }
}
