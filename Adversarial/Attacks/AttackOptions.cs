using Setting = Scratch.Adversarial.Settings.Setting<Scratch.Adversarial.Attacks.AttackOptions>;

namespace Scratch.Adversarial.Attacks;

/// <summary>The ball of an attack and what it may spend in it. Each attack reads what concerns it.</summary>
public sealed record AttackOptions
{
    /// <summary>The norm that distances are measured in: <c>linf</c>, <c>l2</c> or <c>l0</c>.</summary>
    public string Norm { get; init; } = "linf";

    /// <summary>
    /// The radius of the ball, at least 0: in the unit of the features, or of the prompt space; in L0 a number of
    /// features. An attack that looks for the nearest adversarial example, wherever that is, doesn't read it, but for
    /// where FAB begins again.
    /// </summary>
    public float Epsilon { get; init; }

    /// <summary>The length of one step, in the same norm and unit, at least 0; the attack's own if not given.</summary>
    public float? StepSize { get; init; }

    /// <summary>The number of steps, at least 0; the attack's own if not given.</summary>
    public int? Steps { get; init; }

    /// <summary>
    /// How often the attack is begun, at least once: again for the examples that withstood, from other random starts.
    /// </summary>
    public int Restarts { get; init; } = 1;

    /// <summary>Starts at a random point of the ball rather than at its centre.</summary>
    public bool RandomStart { get; init; } = true;

    /// <summary>
    /// PGD's random start is a corner of the L∞ ball: every coordinate moves by ε, up or down. In a classifier whose
    /// first layer thresholds single pixels it wakes units that a point within the ball leaves without a gradient.
    /// Other attacks start as their papers have it.
    /// </summary>
    public bool CornerStart { get; init; }

    /// <summary>Keeps every feature in the box of the model (<see cref="IModel.Box"/>); false lifts it.</summary>
    public bool Bounded { get; init; } = true;

    /// <summary>
    /// What a gradient attack climbs: <c>ce</c>, <c>margin</c> or <c>dlr</c> (<see cref="AttackLoss"/>).
    /// </summary>
    public string Loss { get; init; } = "ce";

    /// <summary>
    /// The share of the last direction that a momentum step keeps, at least 0. Dong et al. 2018, eq. 6, μ; 0 for none.
    /// </summary>
    public float Momentum { get; init; }

    /// <summary>
    /// How many other classes an attack that tries several tries for each example, at least 1: those it is nearest to
    /// first.
    /// </summary>
    public int Targets { get; init; } = 9;

    /// <summary>
    /// By how much a logit has to lead before Carlini and Wagner's attack is content, at least 0. Their κ.
    /// </summary>
    public float Confidence { get; init; }

    /// <summary>
    /// The number of forward passes of an example that a black-box attack may ask for, at least 1; the attack's own if
    /// not given.
    /// </summary>
    public int? Queries { get; init; }

    /// <summary>Where a gradient attack may go: the norm, the radius, and the box unless it is lifted.</summary>
    /// <exception cref="ArgumentException">A gradient attack takes no steps in the norm.</exception>
    public Ball BallIn(Box box) => new(Attacks.Norm.ParseBall(Norm), Epsilon, BoxIn(box));

    /// <summary>The box, unless it is lifted.</summary>
    public Box BoxIn(Box box) => Bounded ? box : Box.Unbounded;

    /// <summary>What may be set, from a file or on the command line.</summary>
    internal static IReadOnlyList<Setting> Settings { get; } =
    [
        Setting.Value(
            "--norm NAME", "What distances are measured in; the attack's own by default.", o =>
                o.Norm, (o, v) => o with { Norm = v }, Words.Of(["linf", "l2", "l0"])),
        Setting.Number(
            "--epsilon E",
            "The radius: 0.1 in linf, 1 in l2, 40 pixels in l0 by default. Attacks that seek the nearest example "
                + "don't read it.",
            o => o.Epsilon,
            (o, v) => o with { Epsilon = v },
            NumberRange.NotNegative),
        Setting.Optional("--step-size S", "The length of a step; the attack's own by default.", o =>
            o.StepSize, (o, v) => o with { StepSize = v }, NumberRange.NotNegative),
        Setting.Optional("--steps N", "The number of steps; the attack's own by default.", o => o.Steps, (o, v) =>
            o with { Steps = v }, NumberRange.NotNegative),
        Setting.Number(
            "--restarts N", "How often an attack is begun for who withstands it; 1 by default.", o =>
                o.Restarts, (o, v) => o with { Restarts = v }, NumberRange.FromOne),
        Setting.Switch(
            "--corner-start", "Let pgd in linf start at a random corner of the ball rather than at a point "
                + "within.", o => o.CornerStart, o => o with { CornerStart = true }),
        Setting.Optional(
            "--queries N", "The forward passes of a black-box attack; its own by default.", o => o.Queries, (o, v) =>
                o with { Queries = v }, NumberRange.FromOne),
        Setting.InFile(o => o.Momentum, NumberRange.NotNegative),
        Setting.InFile(o => o.Confidence, NumberRange.NotNegative),
        Setting.InFile(o => o.Targets, NumberRange.FromOne),
    ];

    /// <summary>Throws if a model has too few classes for the loss.</summary>
    /// <param name="classes">Those of the model.</param>
    /// <param name="isTargeted">True if a class is wanted.</param>
    /// <exception cref="ArgumentException">It has; the message says how many are needed.</exception>
    public void RequireClasses(int classes, bool isTargeted = false) =>
        AttackLoss.RequireClasses(Loss, classes, isTargeted);

    /// <summary>Throws if an option is out of its range.</summary>
    /// <exception cref="ArgumentException">The message names the option, its value and what was expected.</exception>
    public void Validate()
    {
        _ = Attacks.Norm.Parse(Norm);
        AttackLoss.RequireName(Loss);
        if (CornerStart && (Norm != "linf" || !RandomStart))
        {
            throw new ArgumentException(
                $"The attack's cornerStart is true, its norm {Norm} and its randomStart "
                + $"{(RandomStart ? "true" : "false")}; expected linf and true with it.");
        }
        Setting.Check(Settings, this, "the attack");
    }
}
