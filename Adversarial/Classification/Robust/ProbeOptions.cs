using Setting = Scratch.Adversarial.Settings.Setting<Scratch.Adversarial.Classification.Robust.ProbeOptions>;

namespace Scratch.Adversarial.Classification.Robust;

/// <summary>What to do when the accuracy under the probe falls.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DropAction>))]
public enum DropAction
{
    /// <summary>Say so.</summary>
    [JsonStringEnumMemberName("warn")]
    Warn,

    /// <summary>Say so, go back to the epoch that was best, and end the training there.</summary>
    [JsonStringEnumMemberName("stop")]
    Stop,

    /// <summary>
    /// Say so, go back to the epoch that was best, and go on from there with more steps of the attack.
    /// </summary>
    [JsonStringEnumMemberName("strengthen")]
    Strengthen,
}

/// <summary>
/// A few steps of PGD on a few examples after every epoch, and what is done when the accuracy under them falls.
/// </summary>
public sealed record ProbeOptions
{
    /// <summary>How many of the validation part, the first ones; at least 1.</summary>
    public int Examples { get; init; } = 500;

    /// <summary>
    /// The attack, from a random start. Several steps of it, or it would be misled as the training is.
    /// </summary>
    public AttackOptions Attack { get; init; } = new() { Epsilon = 0.1f, StepSize = 0.025f, Steps = 10 };

    /// <summary>What is done.</summary>
    public DropAction Action { get; init; }

    /// <summary>A fall is by more than this below the best epoch so far, in (0, 1).</summary>
    public double LargestDrop { get; init; } = 0.2;

    /// <summary>
    /// The steps of a strengthened attack, at least 1, or twice those that it had, if that is more; twice as many, and
    /// four times, if it falls again. A fall after that ends the training.
    /// </summary>
    public int StrongerSteps { get; init; } = 5;

    /// <summary>What may be set, from a file.</summary>
    internal static IReadOnlyList<Setting> Settings { get; } =
    [
        Setting.InFile(o => o.Examples, NumberRange.FromOne),
        Setting.InFile(o => o.Action, Words.Of<DropAction>()),
        Setting.InFile(o => o.LargestDrop, NumberRange.Inside),
        Setting.InFile(o => o.StrongerSteps, NumberRange.FromOne),
    ];

    /// <summary>Throws if an option is out of its range.</summary>
    /// <exception cref="ArgumentException">The message names the option, its value and what was expected.</exception>
    public void Validate()
    {
        Setting.Check(Settings, this, "the probe");
        Attack.Validate();
        _ = Norm.ParseBall(Attack.Norm);
    }
}
