using Scratch.Adversarial.Domains.Speech.Corruptions;
using Scratch.Adversarial.Domains.Speech.Signals;

namespace Scratch.Adversarial.Domains.Speech;

/// <summary>
/// Spoken words as waveforms: see <see cref="SpeechRow"/> for what a row is. Networks that take them begin with the
/// spectrum, so that an attack moves the samples themselves.
/// </summary>
/// <remarks>
/// Samples lie in [−1, 1]; the number of samples is fixed, so that no attack moves the end points. Behind the word a
/// row has zeros, which no frame reaches.
/// </remarks>
public sealed class SpeechDomain : Domain
{
    /// <summary>Signal-to-noise ratios of attacks, in dB, the usual one first.</summary>
    private static readonly int[] Ratios = [30, 40, 20];

    /// <summary>The domain of words of at most so many samples. Allocates.</summary>
    /// <param name="samples">The samples of the longest word, at 8 kHz, at least 200.</param>
    /// <param name="classes">What the classes are called.</param>
    public SpeechDomain(int samples, IReadOnlyList<string> classes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(samples, ActivePart.FewestSamples);
        ArgumentNullException.ThrowIfNull(classes);
        (Samples, Classes) = (samples, classes);
        float[] lower = new float[Features], upper = new float[Features];
        bool[] isFixed = new bool[Features];
        lower.AsSpan().Fill(-1);
        upper.AsSpan().Fill(1);
        (lower[^1], upper[^1], isFixed[^1]) = (ActivePart.FewestSamples, samples, true);
        Box = new Box(lower, upper, isFixed);
    }

    /// <summary>The samples of the longest word that a row holds.</summary>
    public int Samples { get; }

    /// <summary>What the classes are called.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>The floor of new front ends, as a share of the mean power: see <see cref="SpeechOptions"/>.</summary>
    public float FloorShare { get; init; } = new SpeechOptions().FloorShare;

    /// <inheritdoc/>
    public override string Example => "word";

    /// <inheritdoc/>
    public override string Feature => "sample";

    /// <inheritdoc/>
    public override string Middle => "silence";

    /// <summary>The samples, and their number.</summary>
    public override int Features => Samples + 1;

    /// <inheritdoc/>
    public override Box Box { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<AugmentationKind> Augmentations => SpeechAugmentation.Kinds;

    /// <inheritdoc/>
    public override IReadOnlyList<Corruption> Corruptions { get; } =
    [
        new NoiseCorruption(NoiseColour.White), new NoiseCorruption(NoiseColour.Pink),
        new NoiseCorruption(NoiseColour.Babble), new Telephone(), new Tempo(), new ShiftedEndPoints(),
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<Perturbation> Perturbations { get; } =
    [
        .. Ratios.Select(ratio => new Perturbation("linf", EpsilonOf(ratio), $"of full scale (SNR {ratio} dB)")),
    ];

    /// <summary>Noise 68 dB below the word: with more, the quietest bands are no longer those of the word.</summary>
    public override float SmallStep => 2e-5f;

    /// <inheritdoc/>
    public override Augmentation SafeAugmentation { get; } =
        Augmentation.None.With(SpeechAugmentation.Speed, 0.05f).With(SpeechAugmentation.Shift, 10);

    /// <summary>A Gaussian of deviation 1 around the decoder's outputs.</summary>
    public override Loss Reconstruction { get; } = new HalfSquaredError();

    /// <summary>None: samples have either sign.</summary>
    public override Layer? DecoderOutput => null;

    /// <inheritdoc/>
    public override string Form => $"words of up to {Samples} samples at {ActivePart.Rate} Hz";

    /// <summary>
    /// The largest change of a sample that keeps a ratio of signal to noise at least: level · 10^(−dB / 20).
    /// </summary>
    /// <param name="ratio">The ratio to the word's own level, in dB.</param>
    public static float EpsilonOf(float ratio) => Level.Usual * Level.FromDecibels(-ratio);

    /// <summary>From the samples to standardised log-mel features.</summary>
    /// <inheritdoc/>
    public override FrontEnd CreateFrontEnd(Dataset training) => SpeechFrontEnd.Create(training, this);

    /// <inheritdoc/>
    public override IAugmenter CreateAugmenter(Augmentation augmentation)
    {
        ArgumentNullException.ThrowIfNull(augmentation);
        return new SpeechAugmenter(SpeechAugmentation.From(augmentation), Samples);
    }

    /// <inheritdoc/>
    public override string ClassName(int c) => Classes[c];

    /// <summary>How long the word of a row is, and its level.</summary>
    public override string Describe(ReadOnlySpan<float> example) => FormattableString.Invariant(
        $"{SpeechRow.CountOf(example) * 1000.0 / ActivePart.Rate:0} ms of sound at a level of ")
        + FormattableString.Invariant($"{20 * Math.Log10(Level.Measure(SpeechRow.WordOf(example))):0.#} dB");
}
