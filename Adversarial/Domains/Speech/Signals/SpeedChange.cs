using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
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

    private const int Taps = 16, PhaseBits = 9, Phases = 1 << PhaseBits;
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
        // places as whole numbers of 2⁻³² samples, so that none has to be rounded anew
        long stride = (long)(speed * (double)(1L << 32)), place = 0;
        _ = padded[(int)((stride * Math.Max(0, output.Length - 1)) >> 32) + Padding + (Taps / 2)]; // the last one
        ref float sound = ref Unsafe.Add(ref MemoryMarshal.GetReference(padded), Padding - (Taps / 2) + 1);
        ref float kernel = ref MemoryMarshal.GetReference(kernels);
        for (int m = 0; m < output.Length; m++, place += stride)
        {
            nuint before = (nuint)(place >> 32), phase = (nuint)((place >> (32 - PhaseBits)) & (Phases - 1));
            Vector256<float> low = Vector256.LoadUnsafe(ref sound, before)
                * Vector256.LoadUnsafe(ref kernel, phase * Taps);
            Vector256<float> high = Vector256.LoadUnsafe(ref sound, before + 8)
                * Vector256.LoadUnsafe(ref kernel, (phase * Taps) + 8);
            output[m] = Vector256.Sum(low + high);
        }
    }
}
