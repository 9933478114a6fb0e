using System.Numerics;

namespace Scratch.Adversarial.Domains.Speech.Signals;

/// <summary>
/// Finds words in sound that goes on: it is fed blocks of samples, and gives each word when 120 ms of quiet have
/// followed it, at most 130 ms after its end.
/// </summary>
/// <remarks>
/// Sound is seen in frames of 10 ms, without what lies below 20 Hz. The noise is the quietest frame of the last second
/// (Martin 2001, in its simplest form); frames 12 dB above it, and above −55 dB of full scale, are loud. A word begins
/// with three loud frames among four and goes on while frames are loud and within 35 dB of its loudest. What is shorter
/// than 60 ms, hardly above the noise of its last second, or still goes on after 2 s is not taken for a word or cut
/// there. Memory and time are those of the longest word, however long the stream is.
/// </remarks>
internal sealed class EndPointer
{
    private const int Frame = EndPoints.FrameLength, NoiseFrames = 100, Quiet = 12, MostFrames = 200,
        FewestLoud = 8, Onset = 4, OnsetLoud = 3, Before = 5, After = 3; // frames
    private const double AboveNoise = 15.848931924611135, Floor = 3.1622776601683795e-6; // 12 dB, −55 dB
    private const float HighPass = 0.984414f; // 1 − 2π · 20 Hz / 8 kHz, rounded

    private readonly float[] _kept = new float[(MostFrames + Before + Onset) * Frame]; // of this word, or before one
    private readonly double[] _noise = new double[NoiseFrames];
    private readonly Queue<FoundWord> _found = [];
    private int _keptCount, _inFrame;
    private long _position; // samples that were seen
    private double _power, _loudest;
    private float _previous, _filtered;
    private int _frames, _recent, _quiet, _loud; // frames seen; the last ones, a bit each; of the word
    private bool _isInWord;

    /// <summary>Listens to silence.</summary>
    public EndPointer() => Array.Fill(_noise, Floor / AboveNoise);

    /// <summary>Takes the next samples. Allocates for words alone.</summary>
    /// <param name="samples">At 8 kHz, finite, any number.</param>
    public void Add(ReadOnlySpan<float> samples)
    {
        foreach (float sample in samples)
        {
            _filtered = sample - _previous + (HighPass * _filtered);
            _previous = sample;
            _power += (double)_filtered * _filtered;
            _kept[_keptCount++] = sample;
            _position++;
            if (++_inFrame == Frame)
            {
                TakeFrame(_power / Frame);
                (_inFrame, _power) = (0, 0);
            }
        }
    }

    /// <summary>Ends the stream: a word that goes on is given as far as it goes.</summary>
    public void Finish()
    {
        if (_isInWord)
        {
            EndWord();
        }
    }

    /// <summary>Takes the next word out, if one has ended.</summary>
    public bool TryTake([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out FoundWord? word) =>
        _found.TryDequeue(out word);

    private void TakeFrame(double power)
    {
        _noise[_frames++ % NoiseFrames] = power;
        double threshold = Math.Max(AboveNoise * TensorPrimitives.Min<double>(_noise), Floor);
        bool isLoud = power >= threshold;
        _recent = (_recent << 1) | (isLoud ? 1 : 0);
        if (!_isInWord)
        {
            const int Window = (1 << Onset) - 1;
            if (isLoud && BitOperations.PopCount((uint)(_recent & Window)) >= OnsetLoud)
            {
                (_isInWord, _loud, _quiet, _loudest) = (true, OnsetLoud, 0, power);
            }
            else if (_keptCount >= (Before + Onset) * Frame)
            {
                Drop(Frame);
            }
            return;
        }
        _loudest = Math.Max(_loudest, power);
        bool goesOn = isLoud && power >= EndPoints.Quietest * _loudest;
        _loud += goesOn ? 1 : 0;
        _quiet = goesOn ? 0 : _quiet + 1;
        if (_quiet == Quiet || _keptCount + Frame > _kept.Length)
        {
            EndWord();
        }
    }

    private void EndWord()
    {
        int count = _keptCount - (Math.Max(0, _quiet - After) * Frame);
        if (_loud >= FewestLoud && _loudest >= AboveNoise * TensorPrimitives.Min<double>(_noise))
        {
            _found.Enqueue(new FoundWord(_position - _keptCount, _kept.AsSpan(0, count).ToArray()));
        }
        // what follows may be the start of the next word
        Drop(Math.Max(count, _keptCount - (Before * Frame)));
        (_isInWord, _recent, _quiet) = (false, 0, 0);
    }

    private void Drop(int count)
    {
        _kept.AsSpan(count, _keptCount - count).CopyTo(_kept);
        _keptCount -= count;
    }
}
