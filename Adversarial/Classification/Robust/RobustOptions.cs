using static Scratch.Adversarial.Settings.NumberRange;
using Setting = Scratch.Adversarial.Settings.Setting<Scratch.Adversarial.Classification.Robust.RobustOptions>;

namespace Scratch.Adversarial.Classification.Robust;

/// <summary>The trainers that put the whole batch under attack.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RobustTrainer>))]
public enum RobustTrainer
{
    /// <summary>Cross-entropy of adversarial examples: <see cref="MadryLoss"/>.</summary>
    [JsonStringEnumMemberName("madry")]
    Madry,

    /// <summary>Half of it on the examples as they are: <see cref="HalfHalfLoss"/>.</summary>
    [JsonStringEnumMemberName("half-half")]
    HalfHalf,

    /// <summary>Accuracy and smoothness weighed against each other: <see cref="TradesLoss"/>.</summary>
    [JsonStringEnumMemberName("trades")]
    Trades,

    /// <summary>More weight on what is misclassified: <see cref="MartLoss"/>.</summary>
    [JsonStringEnumMemberName("mart")]
    Mart,

    /// <summary>Updates and the attack share their backward passes: <see cref="FreeStep"/>.</summary>
    [JsonStringEnumMemberName("free")]
    Free,

    /// <summary>
    /// Madry's loss with one step of 1.25 ε from a random start. Wong et al. 2020, algorithm 3. It can collapse: see
    /// <see cref="RobustnessGuard"/>.
    /// </summary>
    [JsonStringEnumMemberName("fast")]
    Fast,

    /// <summary>Features of a hidden layer are moved, not pixels: <see cref="FeatureStep"/>.</summary>
    [JsonStringEnumMemberName("feature-fgm")]
    FeatureFgm,
}

/// <summary>How a classifier is trained under attack.</summary>
public sealed record RobustOptions
{
    private const float FastStep = 1.25f; // of ε: Wong et al. 2020, section 5.1

    /// <summary>What is minimised.</summary>
    public RobustTrainer Trainer { get; init; }

    /// <summary>β of TRADES and MART, at least 0.</summary>
    public float Beta { get; init; } = 6;

    /// <summary>
    /// The attack on every example. Fast and free training read its ball alone; feature-fgm its ε alone, as a share of
    /// the features' length.
    /// </summary>
    public AttackOptions Attack { get; init; } = new() { Epsilon = 0.1f, StepSize = 0.025f, Steps = 7 };

    /// <summary>The updates that free training makes on each batch, at least 1: m of Shafahi et al. 2019.</summary>
    public int Replays { get; init; } = 4;

    /// <summary>The hidden layer whose features feature-fgm moves, from 1.</summary>
    public int FeatureLayer { get; init; } = 1;

    /// <summary>Whether the attack climbs KL(p ‖ q), as TRADES has it, rather than the cross-entropy.</summary>
    public bool ClimbsDivergence { get; init; }

    /// <summary>The share of the training in which ε and the step grow in a straight line from 0, in [0, 1].</summary>
    public float WarmUp { get; init; }

    /// <summary>γ of the adversarial weight perturbation, at least 0; 0 for none.</summary>
    public float WeightPerturbation { get; init; }

    /// <summary>
    /// What may be set, from a file or on the command line. The trainer itself is chosen among those that certify, too.
    /// </summary>
    internal static IReadOnlyList<Setting> Settings { get; } =
    [
        Setting.InFile(o => o.Trainer, Words.Of<RobustTrainer>()),
        Setting.Number(
            "--train-steps N",
            "Its steps, of 2.5 radii divided by their number, in madry, half-half, trades and mart.",
            o => o.Attack.Steps ?? 0,
            (o, v) => o with { Attack = o.Attack with { Steps = v, StepSize = null } },
            NotNegative) with { Unless =
                For(RobustTrainer.Madry, RobustTrainer.HalfHalf, RobustTrainer.Trades, RobustTrainer.Mart) },
        Setting.Number("--beta BETA", "The weight of the divergence in trades and mart.", o => o.Beta, (o, v) =>
            o with { Beta = v }, NotNegative) with
        {
            Unless = For(RobustTrainer.Trades, RobustTrainer.Mart),
        },
        Setting.Number("--replays M", "The updates on each batch of free.", o => o.Replays, (o, v) =>
            o with { Replays = v }, FromOne) with
        {
            Unless = For(RobustTrainer.Free),
        },
        Setting.Number(
            "--feature-layer LAYER",
            "The hidden layer whose features feature-fgm moves, from 1.",
            o => o.FeatureLayer,
            (o, v) => o with { FeatureLayer = v },
            FromOne) with { Unless = For(RobustTrainer.FeatureFgm) },
        Setting.Number(
            "--weight-perturbation GAMMA",
            "How far the weights are moved up the loss for the gradient (AWP), as a share of their length, such as "
                + "0.005; 0 for not.",
            o => o.WeightPerturbation,
            (o, v) => o with { WeightPerturbation = v },
            NotNegative),
        Setting.Number(
            "--epsilon-warm-up SHARE",
            "The share of the training in which the radius grows from 0.",
            o => o.WarmUp,
            (o, v) => o with { WarmUp = v },
            Share),
    ];

    /// <summary>Throws if an option is out of its range.</summary>
    /// <exception cref="ArgumentException">The message names the option, its value and what was expected.</exception>
    public void Validate()
    {
        Setting.Check(Settings, this, "robust training");
        Attack.Validate();
        _ = Norm.ParseBall(Attack.Norm);
        if (HasOwnStep && (ClimbsDivergence || WeightPerturbation > 0))
        {
            throw new ArgumentException(
                $"Robust training by {Words.Of(Trainer)} has an attack of its own; expected no climbsDivergence and "
                + "no weightPerturbation.");
        }
        if (ClimbsDivergence && !Attack.RandomStart)
        {
            throw new ArgumentException(
                "The climbsDivergence of robust training needs an attack with a randomStart: at the originals the "
                + "divergence has no gradient.");
        }
    }

    /// <summary>Whether it is more than a loss of examples that an attack has moved.</summary>
    internal bool HasOwnStep => Trainer is RobustTrainer.Free or RobustTrainer.FeatureFgm;

    /// <summary>The attack as the trainer makes it.</summary>
    internal AttackOptions EffectiveAttack => Trainer switch
    {
        RobustTrainer.Fast =>
            new()
            {
                Norm = Attack.Norm,
                Epsilon = Attack.Epsilon,
                Bounded = Attack.Bounded,
                Steps = 1,
                StepSize = FastStep * Attack.Epsilon
            },
        RobustTrainer.Free => Attack with { StepSize = Attack.Epsilon },
        _ => Attack,
    };

    /// <summary>What ε and the attack's steps are multiplied by in an update.</summary>
    internal float ScaleAt(in StepContext context) =>
        WarmUp == 0 ? 1 : (float)Math.Min(1, (context.Step + 1) / ((double)WarmUp * context.TotalSteps));

    /// <summary>The step of the trainer.</summary>
    internal ITrainingStep CreateStep(Learner learner, MixedBatch batches, string stage) => Trainer switch
    {
        RobustTrainer.Free => new FreeStep(learner, batches, this) { Stage = stage },
        RobustTrainer.FeatureFgm => new FeatureStep(learner, batches, this) { Stage = stage },
        _ => new RobustStep(learner, batches, this) { Stage = stage },
    };

    internal RobustLoss CreateLoss() => Trainer switch
    {
        RobustTrainer.Madry or RobustTrainer.Fast => new MadryLoss(),
        RobustTrainer.HalfHalf => new HalfHalfLoss(),
        RobustTrainer.Trades => new TradesLoss(Beta),
        RobustTrainer.Mart => new MartLoss(Beta),
        _ => throw new InvalidOperationException($"{Trainer} has a step of its own."),
    };

    private static Func<RobustOptions, string?> For(params RobustTrainer[] trainers) => o =>
        trainers.Contains(o.Trainer)
        ? null
        : $"is for the trainer {Words.Join(" or ", trainers)}; the trainer is {Words.Of(o.Trainer)}";
}
