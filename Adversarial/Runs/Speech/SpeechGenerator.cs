using Scratch.Adversarial.Domains.Speech.Signals;
using Scratch.Adversarial.Domains.Speech.Synthesis;

namespace Scratch.Adversarial.Runs.Speech;

/// <summary>
/// Says words: a prompt of the class, what the generator makes of it, and a sound with that spectrum. One thread at a
/// time.
/// </summary>
/// <remarks>
/// Features don't say how long a word is. Its duration is drawn from a normal distribution with the mean and the
/// deviation of its class in training, cut off at <see cref="MostDeviations"/> of them. A density of prompts reaches
/// where no word was: with a listener words are drawn until it hears the asked one, as Azadi et al. 2019
/// (Discriminator Rejection Sampling) do with a discriminator.
/// </remarks>
public sealed class SpeechGenerator
{
    /// <summary>How far a duration may be from the mean of its class, in deviations.</summary>
    public const float MostDeviations = 1.5f;

    /// <summary>
    /// How many words are drawn at the most: the last is said if the listener wasn't sure of any of them.
    /// </summary>
    public const int MostDraws = 8;

    /// <summary>How likely a listener must find the asked word.</summary>
    public const float LeastConfidence = 0.5f;

    /// <summary>The pause between words, in samples at 8 kHz: 200 ms.</summary>
    public const int Pause = ActivePart.Rate / 5;

    private const int Before = ActivePart.Rate / 20; // silence before the first word and behind the last

    private readonly Network _generator;
    private readonly ClassPrompts _prompts;
    private readonly FeatureSynthesis _synthesis;
    private readonly IReadOnlyList<WordDuration?> _durations;
    private readonly SpeechRecogniser? _listener;

    private enum Draw
    {
        Prompt,
        Phases,
        Duration,
    }

    /// <summary>Says words by a generator.</summary>
    /// <param name="generator">From a prompt to features.</param>
    /// <param name="prompts">Where prompts of a class come from.</param>
    /// <param name="synthesis">Makes sounds of features.</param>
    /// <param name="durations">How long the words of each class are; null for a class without any.</param>
    /// <param name="listener">Hears what is said; null to say what was drawn first.</param>
    /// <exception cref="ArgumentException">They don't fit together.</exception>
    public SpeechGenerator(Network generator, ClassPrompts prompts, FeatureSynthesis synthesis,
        IReadOnlyList<WordDuration?> durations, SpeechRecogniser? listener = null)
    {
        ArgumentNullException.ThrowIfNull(generator);
        ArgumentNullException.ThrowIfNull(prompts);
        ArgumentNullException.ThrowIfNull(synthesis);
        ArgumentNullException.ThrowIfNull(durations);
        if (prompts.Latent != generator.Inputs || generator.Outputs != synthesis.Domain.Features
            || durations.Count != prompts.Classes
            || (listener is not null && listener.Classes.Count != prompts.Classes))
        {
            throw new ArgumentException(
                "The generator, its prompts, the features, the durations and the listener don't fit together.",
                nameof(generator));
        }
        (_generator, _prompts, _synthesis, _durations) = (generator, prompts, synthesis, durations);
        _listener = listener;
    }

    /// <summary>Whether a class can be said: there were prompts of it.</summary>
    public bool CanSay(int c) => (uint)c < (uint)_prompts.Classes && _prompts.Densities[c] is not null
        && _durations[c] is not null;

    /// <summary>A word at 8 kHz and the usual level. Allocates.</summary>
    /// <param name="c">The number of its class, one that can be said.</param>
    /// <param name="random">The same stream gives the same bits.</param>
    public float[] Say(int c, RandomStream random)
    {
        if (!CanSay(c))
        {
            throw new ArgumentOutOfRangeException(nameof(c), c, "The class has no prompts.");
        }
        for (int draw = 0; ; draw++)
        {
            float[] word = SayOnce(c, random.Fork(draw));
            if (draw == MostDraws - 1 || IsHeard(word, c))
            {
                return word;
            }
        }
    }

    /// <summary>Words one after the other, with pauses between them, at 8 kHz. Allocates.</summary>
    /// <param name="classes">The numbers of their classes.</param>
    /// <param name="random">Word i is drawn from <c>random.Fork(i)</c>.</param>
    public float[] Say(IReadOnlyList<int> classes, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(classes);
        var sound = new List<float>(new float[Before]);
        for (int i = 0; i < classes.Count; i++)
        {
            sound.AddRange(Say(classes[i], random.Fork(i)));
            sound.AddRange(new float[i < classes.Count - 1 ? Pause : Before]);
        }
        return [.. sound];
    }

    private bool IsHeard(float[] word, int c) => _listener is null
        || (_listener.TryRecognise(word, ActivePart.Rate, out _) && _listener.Probabilities[c] >= LeastConfidence);

    private float[] SayOnce(int c, RandomStream random)
    {
        Matrix prompt = Matrix.Allocate(1, _prompts.Latent);
        _prompts.Draw([c], random.Fork((int)Draw.Prompt), prompt);
        Span<float> draw = stackalloc float[1];
        random.Fork((int)Draw.Duration).FillNormal(draw);
        (float mean, float deviation) = _durations[c]!;
        float milliseconds = mean + (deviation * Math.Clamp(draw[0], -MostDeviations, MostDeviations));
        int samples = Math.Max(ActivePart.FewestSamples, (int)(milliseconds * ActivePart.Rate / 1000));
        return _synthesis.Synthesise(
            _generator.PredictOutputs(prompt).Row(0), samples, random.Fork((int)Draw.Phases));
    }
}
