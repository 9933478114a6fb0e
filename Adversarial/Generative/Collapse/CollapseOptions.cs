using Setting = Scratch.Adversarial.Settings.Setting<Scratch.Adversarial.Generative.Collapse.CollapseOptions>;

namespace Scratch.Adversarial.Generative.Collapse;

/// <summary>What to do about a generator that has collapsed.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CollapseAction>))]
public enum CollapseAction
{
    /// <summary>Say so.</summary>
    [JsonStringEnumMemberName("warn")]
    Warn,

    /// <summary>Say so, and go on with lower learning rates.</summary>
    [JsonStringEnumMemberName("lower-rate")]
    LowerRate,

    /// <summary>
    /// Say so, and go on from the last epoch that was well, with lower learning rates: with the same ones it might fall
    /// again.
    /// </summary>
    [JsonStringEnumMemberName("roll-back")]
    RollBack,
}

/// <summary>When a generator counts as collapsed, and what is done then.</summary>
public sealed record CollapseOptions
{
    /// <summary>What is done.</summary>
    public CollapseAction Action { get; init; } = CollapseAction.RollBack;

    /// <summary>The smallest <see cref="SampleFigures.Diversity"/> of a generator that is well, at least 0.</summary>
    public double SmallestDiversity { get; init; } = 0.5;

    /// <summary>The fewest <see cref="SampleFigures.Modes"/> of one, where there is a judge.</summary>
    public int FewestModes { get; init; }

    /// <summary>
    /// The highest <see cref="SampleFigures.Saturation"/>, above 0; with 1 a discriminator may know everything.
    /// </summary>
    public double HighestSaturation { get; init; } = 1;

    /// <summary>What the learning rates are multiplied by each time, in (0, 1).</summary>
    public float RateFactor { get; init; } = 0.5f;

    /// <summary>What may be set, from a file.</summary>
    internal static IReadOnlyList<Setting> Settings { get; } =
    [
        Setting.InFile(o => o.Action, Words.Of<CollapseAction>()),
        Setting.InFile(o => o.SmallestDiversity, NumberRange.NotNegative),
        Setting.InFile(o => o.FewestModes, NumberRange.NotNegative),
        Setting.InFile(o => o.HighestSaturation, NumberRange.Positive),
        Setting.InFile(o => o.RateFactor, NumberRange.Inside),
    ];

    /// <summary>Throws if a number is out of its range.</summary>
    /// <exception cref="ArgumentException">The message names it, and says what was expected.</exception>
    public void Validate() => Setting.Check(Settings, this, "the guard");
}
