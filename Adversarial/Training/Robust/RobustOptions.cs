using System.Text.Json.Serialization;
using Scratch.Adversarial.Attacks;

namespace Scratch.Adversarial.Training.Robust;

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
}

/// <summary>How a classifier is trained under attack.</summary>
public sealed record RobustOptions
{
    /// <summary>What is minimised.</summary>
    public RobustTrainer Trainer { get; init; }

    /// <summary>β of TRADES and MART, at least 0.</summary>
    public float Beta { get; init; } = 6;

    /// <summary>The attack on every example. Fast training (Wong et al. 2020) is one step of 1.25 ε from a random start.</summary>
    public AttackOptions Attack { get; init; } = new() { Epsilon = 0.1f, StepSize = 0.025f, Steps = 7 };

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
        Attack.Validate();
        _ = Norm.ParseBall(Attack.Norm);
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

    internal RobustLoss CreateLoss() => Trainer switch
    {
        RobustTrainer.Madry => new MadryLoss(),
        RobustTrainer.HalfHalf => new HalfHalfLoss(),
        RobustTrainer.Trades => new TradesLoss(Beta),
        _ => new MartLoss(Beta),
    };
}
