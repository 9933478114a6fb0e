using Scratch.Adversarial.Domains.Speech.Signals;

namespace Scratch.Adversarial.Runs.Speech;

/// <summary>
/// Recognises word after word in sound that goes on, each as soon as it has ended: see <see cref="EndPointer"/>. One
/// thread at a time.
/// </summary>
/// <param name="recogniser">Recognises the words, and is this stream's alone while it is used.</param>
/// <param name="rate">The rate of the sound, in Hz, in [1,000, 768,000].</param>
public sealed class SpeechStream(SpeechRecogniser recogniser, int rate)
{
    private readonly StreamResampler _resampler = new(rate, ActivePart.Rate);
    private readonly EndPointer _endPointer = new();

    /// <summary>Takes the next samples. Allocates for words alone.</summary>
    /// <param name="samples">Of one channel, finite, any number.</param>
    public void Add(ReadOnlySpan<float> samples) => _endPointer.Add(_resampler.Add(samples));

    /// <summary>Ends the stream: a word that goes on is given as far as it goes.</summary>
    public void Finish()
    {
        _endPointer.Add(_resampler.Finish());
        _endPointer.Finish();
    }

    /// <summary>Recognises the next word that has ended, if there is one; its start counts from that of the
    /// stream.</summary>
    public bool TryTake(out RecognisedWord word)
    {
        while (_endPointer.TryTake(out FoundWord? found))
        {
            if (recogniser.TryRecognise(found.Samples.Span, ActivePart.Rate, out word))
            {
                word = word with { Start = word.Start + ((double)found.Start / ActivePart.Rate) };
                return true;
            }
        }
        word = default;
        return false;
    }
}
