namespace Scratch.Adversarial.Domains.Speech;

/// <summary>
/// How far a word may be changed without changing what is said. Each amount is drawn anew for each word; 0 switches it
/// off. Loudness is none of them, since every word is brought to one level.
/// </summary>
internal sealed record SpeechAugmentation
{
    internal const string Speed = "speed", Tilt = "tilt", Noise = "noise", Shift = "shift", Mask = "mask",
        Unchanged = "unchanged";

    /// <summary>
    /// The largest change of speed, and with it of pitch and formants: 0.19 plays at 1 / 1.19 to 1.19 times the speed,
    /// evenly in its logarithm. Where tempo is of no matter that is the length of the vocal tract (Jaitly and Hinton
    /// 2013).
    /// </summary>
    public float SpeedChange { get; init; }

    /// <summary>
    /// The share of the range of spectral tilts y[n] = x[n] − c x[n − 1]: 1 draws c from −0.7 (dull, as behind a door)
    /// to 0.5 (bright, as of a cheap microphone).
    /// </summary>
    public float SpectralTilt { get; init; }

    /// <summary>
    /// The most noise, white or pink, in units of the word's level: 1 is as loud as the word, 0 dB. Drawn evenly in
    /// decibels from 30 dB below the word.
    /// </summary>
    public float NoiseLevel { get; init; }

    /// <summary>How far each end point may move, in or out, in ms. Outside of the word is silence.</summary>
    public float EndPointShift { get; init; }

    /// <summary>
    /// The largest share of a word that is silenced in one stretch anywhere in it (Park et al. 2019, in time).
    /// </summary>
    public float LargestMask { get; init; }

    /// <summary>The share of words that stay as they are.</summary>
    public float UnchangedShare { get; init; }

    /// <summary>The same by name and range.</summary>
    internal static IReadOnlyList<AugmentationKind> Kinds { get; } =
    [
        new(Speed, "the largest change of speed, pitch and formants", Signals.SpeedChange.Largest - 1),
        new(Tilt, "the share of spectral tilts from dull to bright", 1),
        new(Noise, "the most white or pink noise, in units of the word's level", 10),
        new(Shift, "the largest shift of either end point, in ms", 1000),
        new(Mask, "the largest share of a word that one stretch of silence takes", 1),
        new(Unchanged, "the share of words that stay as they are", 1),
    ];

    /// <summary>All of them but the mask, as far as words are still understood.</summary>
    public static SpeechAugmentation Usual { get; } = new()
    {
        SpeedChange = 0.19f,
        SpectralTilt = 1,
        NoiseLevel = 1,
        EndPointShift = 60,
    };

    /// <summary>The amounts by name.</summary>
    public static implicit operator Augmentation(SpeechAugmentation options)
    {
        ArgumentNullException.ThrowIfNull(options);
        float[] amounts =
        [
            options.SpeedChange, options.SpectralTilt, options.NoiseLevel, options.EndPointShift, options.LargestMask,
            options.UnchangedShare,
        ];
        return new Augmentation(Kinds.Zip(amounts, (kind, amount) => KeyValuePair.Create(kind.Name, amount)));
    }

    /// <summary>The options that these amounts are.</summary>
    /// <exception cref="ArgumentException">There is no such augmentation, or an amount is out of its range; the message
    /// names it.</exception>
    public static SpeechAugmentation From(Augmentation augmentation)
    {
        ArgumentNullException.ThrowIfNull(augmentation);
        augmentation.Validate(Kinds);
        return new SpeechAugmentation
        {
            SpeedChange = augmentation[Speed] ?? 0,
            SpectralTilt = augmentation[Tilt] ?? 0,
            NoiseLevel = augmentation[Noise] ?? 0,
            EndPointShift = augmentation[Shift] ?? 0,
            LargestMask = augmentation[Mask] ?? 0,
            UnchangedShare = augmentation[Unchanged] ?? 0,
        };
    }
}
