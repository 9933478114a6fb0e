using Scratch.Adversarial.Runs.Configuration;
using Scratch.Optimizers.Schedules;
using Scratch.Optimizers;

namespace Scratch.Cli.Settings;

/// <summary>The options of <c>scratch train</c> that say how parameters are updated, the same for every stage.</summary>
internal static class OptimizerFlags
{
    private static readonly Option<string?> Rule = Choice.Option(
        "--optimizer",
        $"The optimizer of every stage, with its own constants; {OwnRates()} then have the learning rate 1.",
        OptimizerCatalog.Names);

    private static readonly Option<float?> LearningRate = Number("--learning-rate", "The learning rate of every stage.", "RATE");

    private static readonly Option<float?> Momentum = new("--momentum", "--beta1")
    {
        Description = "The momentum of sgd and rmsprop, 0 by default; beta1 of adam and its kin, 0.9 by default.",
        HelpName = "X",
    };

    private static readonly Option<bool> Nesterov = new("--nesterov") { Description = "Let sgd look ahead along its momentum." };

    private static readonly Option<float?> Beta2 = Number("--beta2", "The share of the mean square gradient that is kept, in rules that have one.");

    private static readonly Option<bool> Centred = new("--centred") { Description = "Let rmsprop divide by the deviation of the gradients." };

    private static readonly Option<float?> WeightDecay = Number("--weight-decay", "The decoupled weight decay; adamw has 0.01 by default, the others none.");

    private static readonly Option<float?> ClipNorm = Number("--clip-norm", "Scale the gradients of a network down to this norm.");

    private static readonly Option<float?> ClipValue = Number("--clip-value", "Limit every gradient to this magnitude.");

    private static readonly Option<int?> Accumulation = new("--accumulation")
    {
        Description = "Update along the mean gradient of so many batches.",
        HelpName = "N",
    };

    private static readonly Option<float?> Ema = Number(
        "--ema", "Leave the moving average of the weights in every stage, with this decay, such as 0.999.", "DECAY");

    private static readonly Option<string?> Schedule = Choice.Option(
        "--schedule", "How the learning rate changes; inverse-sqrt is the article's 1/√epoch.", ScheduleCatalog.Names);

    private static readonly Option<int?> WarmUp = new("--warm-up")
    {
        Description = "Updates in which the rate rises before the schedule begins; cosine has a twentieth of all by default.",
        HelpName = "N",
    };

    private static readonly Option<int?> ScheduleLength = new("--schedule-length")
    {
        Description = "Epochs of a stair (step; 10) or of patience (plateau; 3), updates of the first period (cosine-restarts; 1000).",
        HelpName = "N",
    };

    private static readonly Option<float?> ScheduleFactor = Number(
        "--schedule-factor", "The ratio of two stairs (step; 0.1), epochs (exponential; 0.95), rates (plateau; 0.1), periods (cosine-restarts; 1).");

    private static readonly Option<float?> SchedulePower = Number("--schedule-power", "The power of polynomial; 1 by default.");

    public static IEnumerable<Option> All =>
    [
        Rule, LearningRate, Momentum, Nesterov, Beta2, Centred, WeightDecay, ClipNorm, ClipValue, Accumulation, Ema,
        Schedule, WarmUp, ScheduleLength, ScheduleFactor, SchedulePower,
    ];

    /// <summary>Options changed by what the command line says.</summary>
    /// <exception cref="UsageException">The learning rate can't be used.</exception>
    public static OptimizerOptions Change(ParseResult parsed, OptimizerOptions preset)
    {
        OptimizerOptions options = WithSchedule(WithRule(preset, parsed.GetValue(Rule)), parsed.GetValue(Schedule));
        float rate = parsed.GetValue(LearningRate) ?? options.LearningRate;
        if (!(rate > 0 && float.IsFinite(rate)))
        {
            throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"--learning-rate is {rate}; expected a number above 0."));
        }
        return options with
        {
            LearningRate = rate,
            Momentum = parsed.GetValue(Momentum) ?? options.Momentum,
            Nesterov = parsed.GetValue(Nesterov) || options.Nesterov,
            Beta2 = parsed.GetValue(Beta2) ?? options.Beta2,
            Centred = parsed.GetValue(Centred) || options.Centred,
            WeightDecay = parsed.GetValue(WeightDecay) ?? options.WeightDecay,
            ClipNorm = parsed.GetValue(ClipNorm) ?? options.ClipNorm,
            ClipValue = parsed.GetValue(ClipValue) ?? options.ClipValue,
            Accumulation = parsed.GetValue(Accumulation) ?? options.Accumulation,
            EmaDecay = parsed.GetValue(Ema) ?? options.EmaDecay,
            WarmUp = parsed.GetValue(WarmUp) ?? options.WarmUp,
            ScheduleLength = parsed.GetValue(ScheduleLength) ?? options.ScheduleLength,
            ScheduleFactor = parsed.GetValue(ScheduleFactor) ?? options.ScheduleFactor,
            SchedulePower = parsed.GetValue(SchedulePower) ?? options.SchedulePower,
        };
    }

    /// <summary>Whether the command line gives a learning rate, by itself or by a rule that has one of its own: a preset's others no longer fit then.</summary>
    public static bool SetsRate(ParseResult parsed, OptimizerOptions preset) => parsed.GetValue(LearningRate) is not null
        || (parsed.GetValue(Rule) is { } rule && rule != preset.Rule && OptimizerCatalog.Find(rule).LearningRate is not null);

    /// <summary>Another rule begins with its own constants: those of the preset were chosen for the preset's.</summary>
    private static OptimizerOptions WithRule(OptimizerOptions options, string? rule) => rule is null || rule == options.Rule
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
    private static OptimizerOptions WithSchedule(OptimizerOptions options, string? schedule) => schedule is null || schedule == options.Schedule
        ? options
        : options with { Schedule = schedule, WarmUp = null, ScheduleLength = null, ScheduleFactor = null, SchedulePower = null };

    private static Option<float?> Number(string name, string description, string word = "X") => new(name) { Description = description, HelpName = word };

    private static string OwnRates() => string.Join(" and ", OptimizerCatalog.All.Where(kind => kind.LearningRate == 1).Select(kind => kind.Name));
}
