using System.Collections.Concurrent;
using System.Numerics;

namespace Scratch.Adversarial.Domains.Speech.Signals;

/// <summary>
/// Changes the rate of sound by polyphase interpolation with a windowed sinc, and takes away what the lower of both
/// rates can't hold.
/// </summary>
/// <remarks>
/// Output m lies at the place m · from / to of the input. The kernel passes up to 0.92 and stops from 1.0 of half the
/// lower rate (3,690 and 4,000 Hz for 8 kHz), 80 dB down. Rates whose ratio needs more kernels than are kept are
/// interpolated linearly between two of them: an error of 105 dB below the sound.
/// </remarks>
internal sealed class Resampler
{
    /// <summary>The slowest rate that sound may have, in Hz.</summary>
    public const int LowestRate = 1000;

    /// <summary>The fastest rate that sound may have, in Hz.</summary>
    public const int HighestRate = 768_000;

    private const int ZeroCrossings = 64, MostPhases = 512, MostKept = 16;
    private const double Cutoff = 0.96; // half of the band between passing and stopping, below half the lower rate

    private static readonly ConcurrentDictionary<(int From, int To), Resampler> Kept = [];

    private readonly int _from, _to, _phases, _taps;
    private readonly bool _isExact;
    private readonly float[] _kernels;

    /// <summary>Tabulates the kernels. Allocates.</summary>
    /// <param name="from">The rate of the input, in Hz, in [1,000, 768,000].</param>
    /// <param name="to">The rate of the output, likewise.</param>
    public Resampler(int from, int to)
    {
        Require(from, nameof(from));
        Require(to, nameof(to));
        int divisor = (int)BigInteger.GreatestCommonDivisor(from, to);
        (_from, _to) = (from / divisor, to / divisor);
        double share = Math.Min(1, (double)to / from); // of the input's band that the output can hold
        _taps = 2 * (int)Math.Ceiling(ZeroCrossings / share);
        int enough = (int)Math.Ceiling(MostPhases * share); // a narrower kernel is smoother, and needs fewer
        _isExact = _to <= enough;
        _phases = _isExact ? _to : enough;
        _kernels = WindowedSinc.Tabulate(_isExact ? _phases : _phases + 1, _phases, _taps, Cutoff * share);
    }

    /// <summary>The number of samples that come of some at another rate: ⌈count · to / from⌉.</summary>
    public int CountOf(int count) => checked((int)((((long)count * _to) + _from - 1) / _from));

    /// <summary>Resamples a whole sound. Allocates the result; that of the same rate is a copy.</summary>
    /// <param name="samples">The sound; before and after it is silence.</param>
    /// <param name="from">Its rate, in Hz, in [1,000, 768,000].</param>
    /// <param name="to">The rate that is wanted, likewise.</param>
    public static float[] Resample(ReadOnlySpan<float> samples, int from, int to)
    {
        if (from == to)
        {
            return samples.ToArray();
        }
        if (!Kept.TryGetValue((from, to), out Resampler? resampler))
        {
            resampler = new Resampler(from, to);
            if (Kept.Count < MostKept)
            {
                Kept.TryAdd((from, to), resampler);
            }
        }
        float[] output = new float[resampler.CountOf(samples.Length)];
        resampler.Run(samples, first: 0, output);
        return output;
    }

    /// <summary>
    /// Overwrites <paramref name="output"/> with the samples from number <paramref name="first"/> on. Allocates
    /// nothing.
    /// </summary>
    /// <param name="samples">The sound; before and after it is silence.</param>
    /// <param name="first">The number of the first sample that is wanted, from 0.</param>
    /// <param name="output">Overwritten.</param>
    public void Run(ReadOnlySpan<float> samples, long first, Span<float> output)
    {
        for (int m = 0; m < output.Length; m++)
        {
            (long before, long rest) = Math.DivRem((first + m) * _from, _to);
            long start = before - (_taps / 2) + 1;
            int skipped = (int)Math.Clamp(-start, 0, _taps),
                end = (int)Math.Clamp(samples.Length - start, 0, _taps);
            if (end <= skipped)
            {
                output[m] = 0;
                continue;
            }
            ReadOnlySpan<float> near = samples[(int)(start + skipped)..(int)(start + end)];
            if (_isExact)
            {
                output[m] = Sum(near, (int)rest, skipped);
                continue;
            }
            double place = (double)rest / _to * _phases;
            int phase = (int)place;
            float share = (float)(place - phase);
            output[m] = ((1 - share) * Sum(near, phase, skipped)) + (share * Sum(near, phase + 1, skipped));
        }
    }

    /// <summary>So many samples of the input last as long as so many of the output, the fewest that do.</summary>
    internal (int Input, int Output) Period => (_from, _to);

    /// <summary>How far a sample of the output reaches into the input, in samples to either side.</summary>
    internal int Reach => _taps / 2;

    /// <summary>The place in the input, rounded down, of a sample of the output.</summary>
    internal long PlaceOf(long output) => output * _from / _to;

    private float Sum(ReadOnlySpan<float> near, int phase, int skipped) =>
        Reductions.Dot(near, _kernels.AsSpan((phase * _taps) + skipped, near.Length));

    private static void Require(int rate, string name)
    {
        if (rate is < LowestRate or > HighestRate)
        {
            throw new ArgumentOutOfRangeException(
                name, rate, $"The rate is {rate} Hz; expected {LowestRate} to {HighestRate}.");
        }
    }
}
