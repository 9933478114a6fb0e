namespace Scratch.Adversarial.Domains.Speech.Signals;

/// <summary>
/// Changes the rate of sound that goes on: it is fed blocks of samples, and gives what comes of them as soon as it is
/// settled. All of it together is what <see cref="Resampler"/> makes of the whole, but for the last bits where rates
/// have no short common period.
/// </summary>
/// <remarks>Memory is that of two blocks and of the kernel's reach, however long the stream is.</remarks>
internal sealed class StreamResampler
{
    private readonly Resampler _resampler;
    private float[] _input = [], _output = [];
    private int _count; // of the input that is kept
    private long _next; // of the output, counted from the first sample that is kept

    /// <summary>Tabulates the kernels. Allocates.</summary>
    /// <param name="from">The rate of the input, in Hz, in [1,000, 768,000].</param>
    /// <param name="to">The rate of the output, likewise.</param>
    public StreamResampler(int from, int to) => _resampler = new Resampler(from, to);

    /// <summary>Takes the next samples. Allocates nothing once warm.</summary>
    /// <param name="samples">Finite, any number.</param>
    /// <returns>What they settle; valid until the next call.</returns>
    public ReadOnlySpan<float> Add(ReadOnlySpan<float> samples)
    {
        if (_resampler.Period is (1, 1))
        {
            return samples;
        }
        if (_input.Length < _count + samples.Length)
        {
            Array.Resize(ref _input, 2 * (_count + samples.Length));
        }
        samples.CopyTo(_input.AsSpan(_count));
        _count += samples.Length;
        // the last output that no later sample is felt in
        return Give(Math.Max(_next, _resampler.CountOf(Math.Max(0, _count - _resampler.Reach - 1))));
    }

    /// <summary>Ends the stream: behind it is silence.</summary>
    /// <returns>What is left of it; valid until the next call.</returns>
    public ReadOnlySpan<float> Finish() => Give(_resampler.CountOf(_count));

    private ReadOnlySpan<float> Give(long end)
    {
        int count = (int)(end - _next);
        if (_output.Length < count)
        {
            _output = new float[2 * count];
        }
        Span<float> output = _output.AsSpan(0, count);
        _resampler.Run(_input.AsSpan(0, _count), _next, output);
        _next = end;
        // whole periods go, so that places stay what they are
        (int input, int given) = _resampler.Period;
        long periods = Math.Max(0, (_resampler.PlaceOf(_next) - _resampler.Reach) / input);
        if (periods > 0)
        {
            int dropped = (int)(periods * input);
            _input.AsSpan(dropped, _count - dropped).CopyTo(_input);
            _count -= dropped;
            _next -= periods * given;
        }
        return output;
    }
}
