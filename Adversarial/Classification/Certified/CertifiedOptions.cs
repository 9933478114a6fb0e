using Setting = Scratch.Adversarial.Settings.Setting<Scratch.Adversarial.Classification.Certified.CertifiedOptions>;

namespace Scratch.Adversarial.Classification.Certified;

/// <summary>The trainers that minimise a bound of the worst case, rather than what an attack finds.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CertifiedTrainer>))]
public enum CertifiedTrainer
{
    /// <summary>Interval bounds: Gowal et al. 2018. About three times the work of plain training.</summary>
    [JsonStringEnumMemberName("ibp")]
    Intervals,

    /// <summary>
    /// Linear bounds of the margins, intervals for the hidden layers: Zhang et al. 2020, with β = 1. Tighter, for a row
    /// of work for each rival.
    /// </summary>
    [JsonStringEnumMemberName("crown-ibp")]
    Crown,
}

/// <summary>
/// How a classifier is trained to be certified: κ · loss + (1 − κ) · loss of the worst logits of the ball, in L∞ and
/// [0, 1].
/// </summary>
/// <remarks>
/// Gowal et al. 2018, eq. 12. Training begins as plain training; then, over a part of it, ε grows in a straight line
/// from 0 while κ falls from 1.
/// </remarks>
public sealed record CertifiedOptions
{
    /// <summary>Where the worst logits come from.</summary>
    public CertifiedTrainer Trainer { get; init; } = CertifiedTrainer.Crown;

    /// <summary>ε at the end, finite and above 0. A little above the radius that is to be certified may pay.</summary>
    public float Epsilon { get; init; } = 0.1f;

    /// <summary>κ at the end, in [0, 1): the share of the loss on the examples as they are.</summary>
    public float NaturalShare { get; init; } = 0.5f;

    /// <summary>
    /// The wrong classes that CROWN bounds, those with the largest logits, at least 1; the loss doesn't see the others.
    /// Null for all.
    /// </summary>
    public int? Rivals { get; init; }

    /// <summary>The share of the training that is plain, in [0, 1).</summary>
    public float Start { get; init; }

    /// <summary>The share of the training in which ε grows, after the start; at most 1 together with it.</summary>
    public float Ramp { get; init; } = 0.5f;

    /// <summary>What may be set, from a file.</summary>
    internal static IReadOnlyList<Setting> Settings { get; } =
    [
        Setting.InFile(o => o.Trainer, Words.Of<CertifiedTrainer>()),
        Setting.InFile(o => o.Epsilon, NumberRange.Positive),
        Setting.InFile(o => o.NaturalShare, NumberRange.BelowOne),
        Setting.InFile(o => o.Rivals ?? 1, NumberRange.FromOne) with
        {
            IsOn = o => o.Rivals is not null,
            Unless = o => o.Trainer == CertifiedTrainer.Crown ? null
                : "is for crown-ibp; expected none with ibp, which bounds all",
        },
        Setting.InFile(o => o.Start, NumberRange.BelowOne),
        Setting.InFile(o => o.Ramp, NumberRange.Share),
    ];

    /// <summary>Throws if an option is out of its range.</summary>
    /// <exception cref="ArgumentException">The message names the option, its value and what was expected.</exception>
    public void Validate()
    {
        Setting.Check(Settings, this, "certified training");
        if (!(Start + Ramp <= 1))
        {
            throw new ArgumentException(
                FormattableString.Invariant(
                $"The ramp of certified training is {Ramp}; expected at most 1 together with the start, {Start}."));
        }
    }

    /// <summary>How far ε has grown before an update, in [0, 1].</summary>
    internal float Progress(long step, long totalSteps)
    {
        double done = (double)step / totalSteps;
        return done < Start ? 0 : Ramp == 0 ? 1 : (float)Math.Min(1, (done - Start) / Ramp);
    }
}
