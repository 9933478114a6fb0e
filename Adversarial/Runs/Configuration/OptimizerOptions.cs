using static Scratch.Adversarial.Settings.NumberRange;
using Setting = Scratch.Adversarial.Settings.Setting<Scratch.Adversarial.Runs.Configuration.OptimizerOptions>;

namespace Scratch.Adversarial.Runs.Configuration;

/// <summary>
/// How a stage updates its parameters. What is null is as the update rule or the schedule has it by default.
/// </summary>
public sealed record OptimizerOptions
{
    /// <summary>The name of the optimizer in <see cref="OptimizerCatalog"/>.</summary>
    public string Rule { get; init; } = "adam";

    /// <summary>η, above 0.</summary>
    public float LearningRate { get; init; } = 1e-3f;

    /// <summary>
    /// μ of gradient descent and RMSProp, 0 by default, or β₁ of Adam and its kin, 0.9 by default; in [0, 1).
    /// </summary>
    public float? Momentum { get; init; }

    /// <summary>Whether gradient descent looks ahead along its velocity.</summary>
    public bool Nesterov { get; init; }

    /// <summary>
    /// β₂ of Adam and its kin, or ρ of RMSProp and AdaDelta: the share of the mean square that is kept; in [0, 1).
    /// </summary>
    public float? Beta2 { get; init; }

    /// <summary>Whether RMSProp divides by the deviation of the gradients, not by their root mean square.</summary>
    public bool Centred { get; init; }

    /// <summary>λ of the decoupled weight decay, at least 0: 0.01 by default with AdamW, else none.</summary>
    public float? WeightDecay { get; init; }

    /// <summary>The largest norm that the gradients of a network have together, above 0; null for no bound.</summary>
    public float? ClipNorm { get; init; }

    /// <summary>The largest magnitude of a gradient, above 0; null for no bound.</summary>
    public float? ClipValue { get; init; }

    /// <summary>The batches whose mean gradient makes an update, at least 1.</summary>
    public int Accumulation { get; init; } = 1;

    /// <summary>
    /// The decay of a moving average of the weights, in [0, 1), which is then what the stage leaves; null for none.
    /// </summary>
    public float? EmaDecay { get; init; }

    /// <summary>How η changes over time: a name in <see cref="ScheduleCatalog"/>.</summary>
    public string Schedule { get; init; } = "constant";

    /// <summary>The updates in which η rises in a straight line before the schedule begins, at least 0.</summary>
    public int? WarmUp { get; init; }

    /// <summary>
    /// Epochs of a stair (step, 10 by default), epochs of patience (plateau, 3), or updates of the first period
    /// (cosine-restarts, 1,000).
    /// </summary>
    public int? ScheduleLength { get; init; }

    /// <summary>
    /// The ratio of two stairs (step, 0.1 by default), of two epochs (exponential, 0.95), of the rates at a plateau
    /// (0.1), or of two periods (cosine-restarts, 1).
    /// </summary>
    public float? ScheduleFactor { get; init; }

    /// <summary>The power of the polynomial, at least 0; 1 by default.</summary>
    public float? SchedulePower { get; init; }

    /// <summary>Whether the optimizer begins with a learning rate of its own.</summary>
    internal bool HasOwnRate => Kind.LearningRate is not null;

    private OptimizerKind Kind => OptimizerCatalog.Find(Rule);

    private ScheduleKind Course => ScheduleCatalog.Find(Schedule);

    /// <summary>What may be set, from a file or on the command line, where every stage has it.</summary>
    internal static IReadOnlyList<Setting> Settings { get; } =
    [
        Setting.Value(
            "--optimizer NAME",
            $"The optimizer of every stage, with its own constants; {OwnRates()} then have the learning rate 1.",
            o => o.Rule,
            WithRule,
            Words.Of(OptimizerCatalog.Names)),
        Setting.Number("--learning-rate RATE", "The learning rate of every stage.", o => o.LearningRate, (o, v) =>
            o with { LearningRate = v }, Positive),
        Setting.Optional(
            "--momentum X",
            "The momentum of sgd and rmsprop, 0 by default; beta1 of adam and its kin, 0.9 by default.",
            o => o.Momentum,
            (o, v) => o with { Momentum = v },
            BelowOne) with { Alias = "--beta1", Unless = o => o.NoneWith(o.Kind.Momentum is null) },
        Setting.Switch("--nesterov", "Let sgd look ahead along its momentum.", o => o.Nesterov, o =>
            o with { Nesterov = true }) with
        {
            Unless = o => o.NoFormOf(!o.Kind.HasNesterov)
                ?? (o.Momentum > 0 ? null : "needs a momentum; expected --momentum above 0 beside it"),
        },
        Setting.Optional(
            "--beta2 X", "The share of the mean square gradient that is kept, in rules that have one.", o =>
                o.Beta2, (o, v) => o with { Beta2 = v }, BelowOne) with
        {
            Unless = o => o.NoneWith(o.Kind.Beta2 is null),
        },
        Setting.Switch("--centred", "Let rmsprop divide by the deviation of the gradients.", o => o.Centred, o =>
            o with { Centred = true }) with
        {
            Unless = o => o.NoFormOf(!o.Kind.HasCentred),
        },
        Setting.Optional(
            "--weight-decay X",
            "The decoupled weight decay; adamw has 0.01 by default, the others none.",
            o => o.WeightDecay,
            (o, v) => o with { WeightDecay = v },
            NotNegative),
        Setting.Optional("--clip-norm X", "Scale the gradients of a network down to this norm.", o =>
            o.ClipNorm, (o, v) => o with { ClipNorm = v }, Positive),
        Setting.Optional("--clip-value X", "Limit every gradient to this magnitude.", o => o.ClipValue, (o, v) =>
            o with { ClipValue = v }, Positive),
        Setting.Number("--accumulation N", "Update along the mean gradient of so many batches.", o =>
            o.Accumulation, (o, v) => o with { Accumulation = v }, FromOne),
        Setting.Optional(
            "--ema DECAY",
            "Leave the moving average of the weights in every stage, with this decay, such as 0.999.",
            o => o.EmaDecay,
            (o, v) => o with { EmaDecay = v },
            BelowOne),
        Setting.Value(
            "--schedule NAME",
            "How the learning rate changes; inverse-sqrt is the article's 1/√epoch.",
            o => o.Schedule,
            WithSchedule,
            Words.Of(ScheduleCatalog.Names)),
        Setting.Optional(
            "--warm-up N",
            "Updates in which the rate rises before the schedule begins; cosine has a twentieth of all by default.",
            o => o.WarmUp,
            (o, v) => o with { WarmUp = v },
            NotNegative),
        Setting.Optional(
            "--schedule-length N",
            "Epochs of a stair (step; 10) or of patience (plateau; 3), updates of the first period (cosine-restarts; "
                + "1000).",
            o => o.ScheduleLength,
            (o, v) => o with { ScheduleLength = v },
            FromOne) with { Unless = o => o.NoneIn(o.Course.Length is null) },
        Setting.Optional(
            "--schedule-factor X",
            "The ratio of two stairs (step; 0.1), epochs (exponential; 0.95), rates (plateau; 0.1), periods "
                + "(cosine-restarts; 1).",
            o => o.ScheduleFactor,
            (o, v) => o with { ScheduleFactor = v },
            Positive) with { Unless = o => o.NoneIn(o.Course.Factor is null) },
        Setting.Optional(
            "--schedule-power X", "The power of polynomial; 1 by default.", o => o.SchedulePower, (o, v) =>
                o with { SchedulePower = v }, NotNegative) with
        {
            Unless = o => o.NoneIn(o.Course.Power is null),
        },
    ];

    /// <summary>Throws if a number is out of its range, or set for a rule or a schedule that has none such.</summary>
    internal void Validate(string stage)
    {
        Setting.Check(Settings, this, stage);
        if (ScheduleFactor is { } factor && !Course.FactorRange.Contains(factor))
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"The scheduleFactor of {stage} is {factor}; expected {Course.FactorRange.Expected} with {Schedule}."));
        }
    }

    /// <summary>Another rule begins with its own constants: those of the preset were chosen for the preset's.</summary>
    private static OptimizerOptions WithRule(OptimizerOptions options, string rule) => rule == options.Rule
        ? options
        : options with
        {
            Rule = rule,
            LearningRate = OptimizerCatalog.Find(rule).LearningRate ?? options.LearningRate,
            Momentum = null,
            Nesterov = false,
            Beta2 = null,
            Centred = false,
            WeightDecay = null,
        };

    /// <summary>Another schedule, too.</summary>
    private static OptimizerOptions WithSchedule(OptimizerOptions options, string schedule) =>
        schedule == options.Schedule
        ? options
        : options with
        {
            Schedule = schedule,
            WarmUp = null,
            ScheduleLength = null,
            ScheduleFactor = null,
            SchedulePower = null
        };

    private static string OwnRates() =>
        string.Join(" and ", OptimizerCatalog.All.Where(kind => kind.LearningRate == 1).Select(kind => kind.Name));

    private string? NoneWith(bool isAbsent) => isAbsent ? $"is for other optimizers; expected none with {Rule}" : null;

    private string? NoFormOf(bool isAbsent) =>
        isAbsent ? $"is for other optimizers; there is no such form of {Rule}" : null;

    private string? NoneIn(bool isAbsent) => isAbsent ? $"is for other schedules; expected none with {Schedule}" : null;
}
