using Scratch.Adversarial.Attacks;
using Scratch.Adversarial.Classification.Certified;
using Scratch.Adversarial.Classification.Robust;
using Scratch.Adversarial.Runs.Configuration;

namespace Scratch.Cli.Settings;

/// <summary>The options of <c>scratch train</c> for stage 3 with every example under attack, and for the probe that looks on.</summary>
internal static class RobustFlags
{
    private static readonly Option<Chosen?> Trainer = Choice.Option(
        "--trainer",
        "How the classifier is trained under attack, or, by ibp and crown-ibp, to be certified; none trains it on the mixture as it is.",
        ("none", default(Chosen)),
        ("madry", new(RobustTrainer.Madry)),
        ("half-half", new(RobustTrainer.HalfHalf)),
        ("trades", new(RobustTrainer.Trades)),
        ("mart", new(RobustTrainer.Mart)),
        ("free", new(RobustTrainer.Free)),
        ("fast", new(RobustTrainer.Fast)),
        ("feature-fgm", new(RobustTrainer.FeatureFgm)),
        ("ibp", new(Certified: CertifiedTrainer.Intervals)),
        ("crown-ibp", new(Certified: CertifiedTrainer.Crown)));

    private static readonly Option<float?> Epsilon = new("--train-epsilon")
    {
        Description = "The radius in training; the attack's steps grow with it, and the probe's radius. The attack that is reported keeps the preset's. "
            + "For feature-fgm a share of the features' length.",
        HelpName = "EPSILON",
    };

    private static readonly Option<int?> Steps = new("--train-steps")
    {
        Description = "Its steps, of 2.5 radii divided by their number, in madry, half-half, trades and mart.",
        HelpName = "N",
    };

    private static readonly Option<float?> Beta = new("--beta") { Description = "The weight of the divergence in trades and mart.", HelpName = "BETA" };

    private static readonly Option<int?> Replays = new("--replays") { Description = "The updates on each batch of free.", HelpName = "M" };

    private static readonly Option<int?> FeatureLayer = new("--feature-layer") { Description = "The hidden layer whose features feature-fgm moves, from 1.", HelpName = "LAYER" };

    private static readonly Option<float?> WeightPerturbation = new("--weight-perturbation")
    {
        Description = "How far the weights are moved up the loss for the gradient (AWP), as a share of their length, such as 0.005; 0 for not.",
        HelpName = "GAMMA",
    };

    private static readonly Option<float?> WarmUp = new("--epsilon-warm-up")
    {
        Description = "The share of the training in which the radius grows from 0.",
        HelpName = "SHARE",
    };

    private static readonly Option<Chosen<DropAction>?> OnFall = Choice.Option(
        "--on-robustness-loss",
        "What to do when the accuracy under the probe, a few steps of PGD after every epoch, falls: say so, go back and end, go back and attack with more steps; none for no probe.",
        ("none", new(null)),
        ("warn", new(DropAction.Warn)),
        ("stop", new(DropAction.Stop)),
        ("strengthen", new Chosen<DropAction>(DropAction.Strengthen)));

    private static IEnumerable<Option> OfTrainer => [Epsilon, Steps, Beta, Replays, FeatureLayer, WeightPerturbation, WarmUp];

    /// <summary>The options.</summary>
    public static IEnumerable<Option> All => [Trainer, .. OfTrainer, OnFall];

    /// <summary>The preset's options, changed by what the command line says.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="preset">What it changes.</param>
    /// <param name="attack">The attack of the evaluation, whose radius training and probe have unless they are given another.</param>
    /// <exception cref="UsageException">An option needs a trainer, and there is none.</exception>
    public static ClassifierOptions Change(ParseResult parsed, ClassifierOptions preset, AttackOptions attack)
    {
        Chosen? chosen = parsed.GetValue(Trainer);
        RobustOptions? robust = WithTrainer(chosen, preset.Robust, attack);
        CertifiedOptions? certified = WithTrainer(chosen, preset.Certified, parsed.GetValue(Epsilon), attack);
        if (robust is null && OfTrainer.FirstOrDefault(option => !(certified is not null && option == Epsilon) && parsed.GetResult(option) is { Implicit: false }) is { } given)
        {
            throw new UsageException($"{given.Name} is for training under attack; expected a --trainer that makes one beside it.");
        }
        if (robust is not null && Unused(robust.Trainer).FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } unused)
        {
            throw new UsageException($"{unused.Name} has nothing to say in this trainer: {unused.Description}");
        }
        ClassifierOptions trained = preset with
        {
            Robust = robust is null ? null : Change(parsed, robust),
            Certified = certified,
        };
        return trained with { Probe = ProbeOf(parsed, trained, attack) };
    }

    private static IEnumerable<Option> Unused(RobustTrainer trainer)
    {
        if (trainer is not (RobustTrainer.Trades or RobustTrainer.Mart))
        {
            yield return Beta;
        }
        if (trainer != RobustTrainer.Free)
        {
            yield return Replays;
        }
        if (trainer != RobustTrainer.FeatureFgm)
        {
            yield return FeatureLayer;
        }
        if (trainer is RobustTrainer.Free or RobustTrainer.Fast or RobustTrainer.FeatureFgm)
        {
            yield return Steps;
        }
    }

    /// <summary>What a preset has chosen for another trainer may not go with this one.</summary>
    private static RobustOptions? WithTrainer(Chosen? chosen, RobustOptions? preset, AttackOptions reported) => chosen switch
    {
        null => preset,
        { Robust: { } trainer } when trainer == preset?.Trainer => preset,
        { Robust: { } trainer } => (preset ?? new()) with
        {
            Trainer = trainer,
            Beta = new RobustOptions().Beta,
            ClimbsDivergence = trainer == RobustTrainer.Trades,
            WeightPerturbation = 0,
            Attack = AttackFor(trainer, preset, reported),
        },
        _ => null,
    };

    /// <summary>The preset's, if it has one in the ball that is reported.</summary>
    private static AttackOptions AttackFor(RobustTrainer trainer, RobustOptions? preset, AttackOptions reported) => trainer switch
    {
        RobustTrainer.FeatureFgm => new RobustOptions().Attack, // whose ε is a share of the features' length
        _ when preset is null or { Trainer: RobustTrainer.FeatureFgm } || preset.Attack.Norm != reported.Norm => AttackIn(reported, 7),
        RobustTrainer.Fast => preset.Attack with { CornerStart = false },
        _ => preset.Attack,
    };

    private static CertifiedOptions? WithTrainer(Chosen? chosen, CertifiedOptions? preset, float? epsilon, AttackOptions attack)
    {
        CertifiedOptions? options = chosen switch
        {
            null => preset,
            { Certified: { } trainer } when trainer == preset?.Trainer => preset,
            { Certified: { } trainer } => (preset ?? new() { Epsilon = attack.Epsilon }) with { Trainer = trainer, Rivals = null },
            _ => null, // a classifier has one trainer
        };
        return options is null ? null : options with { Epsilon = epsilon ?? options.Epsilon };
    }

    private static RobustOptions Change(ParseResult parsed, RobustOptions robust)
    {
        AttackOptions attack = Widen(robust.Attack, parsed.GetValue(Epsilon));
        return robust with
        {
            Attack = parsed.GetValue(Steps) is { } steps ? attack with { Steps = steps, StepSize = null } : attack,
            Beta = parsed.GetValue(Beta) ?? robust.Beta,
            Replays = parsed.GetValue(Replays) ?? robust.Replays,
            FeatureLayer = parsed.GetValue(FeatureLayer) ?? robust.FeatureLayer,
            WeightPerturbation = parsed.GetValue(WeightPerturbation) ?? robust.WeightPerturbation,
            WarmUp = parsed.GetValue(WarmUp) ?? robust.WarmUp,
        };
    }

    /// <summary>The same attack in a ball of another radius, which its steps grow with.</summary>
    private static AttackOptions Widen(AttackOptions attack, float? epsilon)
    {
        float? share = attack.Epsilon > 0 ? attack.StepSize / attack.Epsilon : null;
        return epsilon is null ? attack : attack with { Epsilon = epsilon.Value, StepSize = share * epsilon ?? attack.StepSize };
    }

    /// <summary>Fast training has a probe unasked, since it is the one that collapses; but a configuration that has none stays as it is.</summary>
    private static ProbeOptions? ProbeOf(ParseResult parsed, ClassifierOptions trained, AttackOptions reported)
    {
        AttackOptions? ball = BallOf(trained);
        ProbeOptions? probe = trained.Probe is { } preset && preset.Attack.Norm == ball?.Norm
            ? preset with { Attack = Widen(preset.Attack, parsed.GetValue(Epsilon)) }
            : trained.Probe;
        return parsed.GetValue(OnFall) switch
        {
            null when probe is null && parsed.GetValue(Trainer)?.Robust == RobustTrainer.Fast => ProbeIn(ball ?? reported, reported) with { Action = DropAction.Stop },
            null => probe,
            { Value: { } action } => (probe ?? ProbeIn(ball ?? reported, reported)) with { Action = action },
            _ => null,
        };
    }

    /// <summary>What is trained for; null if that is no ball of pixels.</summary>
    private static AttackOptions? BallOf(ClassifierOptions trained) => trained switch
    {
        { Robust: { Trainer: not RobustTrainer.FeatureFgm } robust } => robust.Attack,
        { Certified: { } certified } => new() { Epsilon = certified.Epsilon },
        _ => null,
    };

    /// <summary>At corners, if training or report start there: other points leave units of thresholds asleep, and the probe would see less than the report.</summary>
    private static ProbeOptions ProbeIn(AttackOptions ball, AttackOptions reported) =>
        new() { Attack = AttackIn(ball, 10) with { CornerStart = ball.CornerStart || (reported.CornerStart && ball.Norm == reported.Norm) } };

    private static AttackOptions AttackIn(AttackOptions ball, int steps) => new() { Norm = ball.Norm, Epsilon = ball.Epsilon, Steps = steps };

    /// <summary>One trainer, or none.</summary>
    private readonly record struct Chosen(RobustTrainer? Robust = null, CertifiedTrainer? Certified = null);

    /// <summary>One of a few, or none of them.</summary>
    private readonly record struct Chosen<T>(T? Value)
        where T : struct;
}
