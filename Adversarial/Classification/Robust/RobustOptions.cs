using System.Text.Json.Serialization;
using Scratch.Adversarial.Attacks;
using Scratch.Adversarial.Training;

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

    /// <summary>Madry's loss with one step of 1.25 ε from a random start. Wong et al. 2020, algorithm 3. It can collapse: see <see cref="RobustnessGuard"/>.</summary>
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

    /// <summary>The attack on every example. Fast and free training read its ball alone; feature-fgm its ε alone, as a share of the features' length.</summary>
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

    /// <summary>Throws if an option is out of its range.</summary>
    /// <exception cref="ArgumentException">The message names the option, its value and what was expected.</exception>
    public void Validate()
    {
        Require(Beta, "beta");
        Require(WeightPerturbation, "weightPerturbation");
        if (!Enum.IsDefined(Trainer) || WarmUp is not (>= 0 and <= 1))
        {
            throw new ArgumentException($"The trainer of robust training is {Trainer} and its warmUp {WarmUp}; expected one of its names, and a number in [0, 1].");
        }
        if (Replays < 1 || FeatureLayer < 1)
        {
            throw new ArgumentException($"Robust training has {Replays} replays, and moves the features of hidden layer {FeatureLayer}; expected at least 1 of each.");
        }
        Attack.Validate();
        _ = Norm.ParseBall(Attack.Norm);
        if (HasOwnStep && (ClimbsDivergence || WeightPerturbation > 0))
        {
            throw new ArgumentException($"Robust training by {Trainer} has an attack of its own; expected no climbsDivergence and no weightPerturbation.");
        }
        if (ClimbsDivergence && !Attack.RandomStart)
        {
            throw new ArgumentException("The climbsDivergence of robust training needs an attack with a randomStart: at the originals the divergence has no gradient.");
        }

        static void Require(float value, string name)
        {
            if (!(value >= 0 && float.IsFinite(value)))
            {
                throw new ArgumentException($"The {name} of robust training is {value}; expected a finite number of at least 0.");
            }
        }
    }

    /// <summary>Whether it is more than a loss of examples that an attack has moved.</summary>
    internal bool HasOwnStep => Trainer is RobustTrainer.Free or RobustTrainer.FeatureFgm;

    /// <summary>The attack as the trainer makes it.</summary>
    internal AttackOptions EffectiveAttack => Trainer switch
    {
        RobustTrainer.Fast => new() { Norm = Attack.Norm, Epsilon = Attack.Epsilon, Bounded = Attack.Bounded, Steps = 1, StepSize = FastStep * Attack.Epsilon },
        RobustTrainer.Free => Attack with { StepSize = Attack.Epsilon },
        _ => Attack,
    };

    /// <summary>What ε and the attack's steps are multiplied by in an update.</summary>
    internal float ScaleAt(in StepContext context) => WarmUp == 0 ? 1 : (float)Math.Min(1, (context.Step + 1) / ((double)WarmUp * context.TotalSteps));

    internal RobustLoss CreateLoss() => Trainer switch
    {
        RobustTrainer.Madry or RobustTrainer.Fast => new MadryLoss(),
        RobustTrainer.HalfHalf => new HalfHalfLoss(),
        RobustTrainer.Trades => new TradesLoss(Beta),
        RobustTrainer.Mart => new MartLoss(Beta),
        _ => throw new InvalidOperationException($"{Trainer} has a step of its own."),
    };
}
