using Setting = Scratch.Adversarial.Settings.Setting<Scratch.Adversarial.Runs.Configuration.RunConfiguration>;

namespace Scratch.Adversarial.Runs.Configuration;

/// <summary>
/// What is one choice on the command line and several parts of a configuration: the trainer, the radius that it trains
/// for, and the probe that looks on.
/// </summary>
internal static class TrainerSettings
{
    /// <summary>
    /// A trainer under attack, one that certifies, or none. What a preset has chosen for another trainer may not go
    /// with this one.
    /// </summary>
    public static Setting Trainer { get; } = Setting.Value(
        "--trainer NAME",
        "How the classifier is trained under attack, or, by ibp and crown-ibp, to be certified; none trains it on the "
            + "mixture as it is.",
        r => new Chosen(r.Classifier.Robust?.Trainer, r.Classifier.Certified?.Trainer),
        WithTrainer,
        new Choices<Chosen>(
        [
            ("none", default),
            .. Enum.GetValues<RobustTrainer>().Select(trainer => (Words.Of(trainer), new Chosen(trainer))),
            .. Enum.GetValues<CertifiedTrainer>()
                .Select(trainer => (Words.Of(trainer), new Chosen(Certified: trainer))),
        ]),
        "r => r.Trainer");

    /// <summary>What is done when the accuracy under the probe falls; none for no probe.</summary>
    public static Setting OnDrop { get; } = Setting.Value(
        "--on-robustness-loss NAME",
        "What to do when the accuracy under the probe, a few steps of PGD after every epoch, falls: say so, go back "
            + "and end, go back and attack with more steps; none for no probe.",
        r => new Drop(r.Classifier.Probe?.Action),
        (r, drop) => WithProbe(
            r, drop.Action is { } action ? (r.Classifier.Probe ?? NewProbe(r)) with { Action = action } : null),
        new Choices<Drop>([("none", default),
            .. Enum.GetValues<DropAction>().Select(action => (Words.Of(action), new Drop(action)))]),
        "r => r.Classifier.Probe.Action");

    /// <summary>The radius in training.</summary>
    /// <param name="absent">Why it has nothing to say where nothing is trained for a radius.</param>
    public static Setting Epsilon(string absent) => Setting.Number(
        "--train-epsilon EPSILON",
        "The radius in training; the attack's steps grow with it, and the probe's radius. The attack that is reported "
            + "keeps the preset's. "
            + "For feature-fgm a share of the features' length.",
        r => r.Classifier.Robust?.Attack.Epsilon ?? r.Classifier.Certified?.Epsilon ?? 0,
        WithEpsilon,
        NumberRange.NotNegative,
        "r => r.Classifier.Robust.Attack.Epsilon") with
    {
        Unless = r => r.Classifier is { Robust: null, Certified: null } ? absent : null,
    };

    private static RunConfiguration WithTrainer(RunConfiguration run, Chosen chosen)
    {
        (RobustOptions? robust, CertifiedOptions? certified) = (run.Classifier.Robust, run.Classifier.Certified);
        RunConfiguration trained = run with
        {
            Classifier = run.Classifier with
            {
                Robust = chosen.Robust is { } trainer
                    ? (trainer == robust?.Trainer ? robust : Begin(trainer, robust, run.Attack)) : null,
                Certified = chosen.Certified is { } bound
                    ? (bound == certified?.Trainer ? certified
                        : (certified ?? new() { Epsilon = run.Attack.Epsilon }) with { Trainer = bound, Rivals = null })
                    : null,
            },
        };
        // Fast training is the one that collapses, so it has a probe unasked.
        return chosen.Robust == RobustTrainer.Fast && run.Classifier.Probe is null
            ? WithProbe(trained, NewProbe(trained) with { Action = DropAction.Stop })
            : trained;
    }

    private static RobustOptions Begin(RobustTrainer trainer, RobustOptions? preset, AttackOptions reported) =>
        (preset ?? new()) with
        {
            Trainer = trainer,
            Beta = new RobustOptions().Beta,
            ClimbsDivergence = trainer == RobustTrainer.Trades,
            WeightPerturbation = 0,
            Attack = trainer switch
            {
                RobustTrainer.FeatureFgm => new RobustOptions().Attack, // whose ε is a share of the features' length
                _ when preset is null or { Trainer: RobustTrainer.FeatureFgm } || preset.Attack.Norm != reported.Norm =>
                    AttackIn(reported, 7),
                RobustTrainer.Fast => preset.Attack with { CornerStart = false },
                _ => preset.Attack, // if the preset has one in the ball that is reported
            },
        };

    private static RunConfiguration WithEpsilon(RunConfiguration run, float epsilon)
    {
        ClassifierOptions classifier = run.Classifier;
        return run with
        {
            Classifier = classifier with
            {
                Robust = classifier.Robust is { } robust ? robust with { Attack = Widen(robust.Attack, epsilon) }
                    : null,
                Certified = classifier.Certified is { } certified ? certified with { Epsilon = epsilon } : null,
                Probe = classifier.Probe is { } probe && probe.Attack.Norm == BallOf(classifier)?.Norm
                    ? probe with { Attack = Widen(probe.Attack, epsilon) }
                    : classifier.Probe,
            },
        };
    }

    /// <summary>The same attack in a ball of another radius, which its steps grow with.</summary>
    private static AttackOptions Widen(AttackOptions attack, float epsilon)
    {
        float? share = attack.Epsilon > 0 ? attack.StepSize / attack.Epsilon : null;
        return attack with { Epsilon = epsilon, StepSize = share * epsilon ?? attack.StepSize };
    }

    private static RunConfiguration WithProbe(RunConfiguration run, ProbeOptions? probe) =>
        run with { Classifier = run.Classifier with { Probe = probe } };

    /// <summary>
    /// At corners, if training or report start there: other points leave units of thresholds asleep, and the probe
    /// would see less than the report.
    /// </summary>
    private static ProbeOptions NewProbe(RunConfiguration run)
    {
        AttackOptions ball = BallOf(run.Classifier) ?? run.Attack;
        bool startsAtCorners = ball.CornerStart || (run.Attack.CornerStart && ball.Norm == run.Attack.Norm);
        return new() { Attack = AttackIn(ball, 10) with { CornerStart = startsAtCorners } };
    }

    /// <summary>What is trained for; null if that is no ball of pixels.</summary>
    private static AttackOptions? BallOf(ClassifierOptions trained) => trained switch
    {
        { Robust: { Trainer: not RobustTrainer.FeatureFgm } robust } => robust.Attack,
        { Certified: { } certified } => new() { Epsilon = certified.Epsilon },
        _ => null,
    };

    private static AttackOptions AttackIn(AttackOptions ball, int steps) =>
        new() { Norm = ball.Norm, Epsilon = ball.Epsilon, Steps = steps };

    /// <summary>One trainer, or none.</summary>
    private readonly record struct Chosen(RobustTrainer? Robust = null, CertifiedTrainer? Certified = null);

    /// <summary>One action, or none.</summary>
    private readonly record struct Drop(DropAction? Action);
}
