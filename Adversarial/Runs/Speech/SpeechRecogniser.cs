using Scratch.Adversarial.Domains.Speech.Signals;

namespace Scratch.Adversarial.Runs.Speech;

/// <summary>A word that was recognised.</summary>
/// <param name="Class">The number of its class.</param>
/// <param name="Confidence">The probability of that class, as the classifier has it.</param>
/// <param name="Start">Where the word begins in the sound, in seconds.</param>
/// <param name="Seconds">How long it is.</param>
/// <param name="IsShortened">Whether it was longer than any in training: of it the loudest stretch was looked at, which
/// start and length are of.</param>
public readonly record struct RecognisedWord(
    int Class, float Confidence, double Start, double Seconds, bool IsShortened);

/// <summary>
/// Recognises the word in a sound. It has scratch memory, and allocates nothing once warm: of each thread its own.
/// </summary>
public sealed class SpeechRecogniser
{
    private readonly Network _classifier;
    private readonly Workspace _workspace;
    private readonly Matrix _row;
    private readonly float[] _probabilities;
    private float[] _centred = [];
    private float[] _sound = [];
    private Resampler? _resampler; // of the last rate
    private int _rate = ActivePart.Rate;

    /// <summary>Recognises by a classifier. Allocates.</summary>
    /// <param name="classifier">From a row of the domain to logits.</param>
    /// <param name="domain">What rows and classes mean.</param>
    /// <exception cref="ArgumentException">They don't fit together.</exception>
    public SpeechRecogniser(Network classifier, SpeechDomain domain)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        ArgumentNullException.ThrowIfNull(domain);
        if (classifier.Inputs != domain.Features || classifier.Outputs != domain.Classes.Count)
        {
            throw new ArgumentException(
                $"The classifier leads from {classifier.Inputs} numbers to {classifier.Outputs} classes; expected "
                    + $"{domain.Features} and {domain.Classes.Count}.", nameof(classifier));
        }
        (_classifier, _workspace, Domain) = (classifier, new Workspace(classifier, 1), domain);
        (_row, _probabilities) = (Matrix.Allocate(1, domain.Features), new float[domain.Classes.Count]);
    }

    /// <summary>What rows and classes mean.</summary>
    public SpeechDomain Domain { get; }

    /// <summary>What the classes are called.</summary>
    public IReadOnlyList<string> Classes => Domain.Classes;

    /// <summary>The probability of each class for the last word; overwritten by the next.</summary>
    public ReadOnlySpan<float> Probabilities => _probabilities;

    /// <summary>The recogniser of a finished run.</summary>
    /// <param name="run">Its folder.</param>
    /// <exception cref="IOException">There is no such run, or it has no classifier.</exception>
    /// <exception cref="InvalidDataException">It is damaged, or on other data.</exception>
    public static SpeechRecogniser Load(string run) => SpeechRun.Open(run).CreateRecogniser();

    /// <summary>
    /// Recognises the word between the end points of a sound, as <see cref="ActivePart"/> finds them. Allocates nothing
    /// once it has had a sound of that length and rate.
    /// </summary>
    /// <param name="samples">Of one channel, finite.</param>
    /// <param name="rate">Their rate, in Hz, in [1,000, 768,000].</param>
    /// <param name="word">What was recognised.</param>
    /// <returns>False of silence, and of a sound that is shorter than 25 ms.</returns>
    public bool TryRecognise(ReadOnlySpan<float> samples, int rate, out RecognisedWord word)
    {
        Span<float> sound = Resample(samples, rate), row = _row.Row(0);
        (int start, int count) = ActivePart.Find(sound, Domain.Samples, out bool isShortened);
        sound.Slice(start, count).CopyTo(row);
        if (count == 0 || !SpeechRow.Finish(row, count))
        {
            word = default;
            return false;
        }
        RowSoftmax.Write(_classifier.Forward(_workspace, _row).Row(0), _probabilities);
        int best = TensorPrimitives.IndexOfMax<float>(_probabilities);
        word = new RecognisedWord(best, _probabilities[best], (double)start / ActivePart.Rate,
            (double)count / ActivePart.Rate, isShortened);
        return true;
    }

    /// <summary>The sound at 8 kHz without its mean, in memory that the next one overwrites.</summary>
    private Span<float> Resample(ReadOnlySpan<float> samples, int rate)
    {
        Span<float> centred = Room(ref _centred, samples.Length);
        samples.CopyTo(centred);
        ActivePart.RemoveMean(centred);
        if (rate == ActivePart.Rate)
        {
            return centred;
        }
        if (_resampler is null || rate != _rate)
        {
            (_resampler, _rate) = (new Resampler(rate, ActivePart.Rate), rate);
        }
        Span<float> sound = Room(ref _sound, _resampler.CountOf(samples.Length));
        _resampler.Run(centred, first: 0, sound);
        return sound;
    }

    private static Span<float> Room(ref float[] memory, int count)
    {
        if (memory.Length < count)
        {
            memory = new float[count];
        }
        return memory.AsSpan(0, count);
    }
}
