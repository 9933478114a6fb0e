using Scratch.Engine;

namespace Scratch.Optimizers;

/// <summary>An optimizer as the catalogue lists it.</summary>
/// <param name="Name">The name in options and files: <see cref="Optimizer.Name"/>.</param>
/// <param name="Summary">What it does, in one line, with its source.</param>
/// <param name="Build">Makes it from its parameters and from constants that it has.</param>
public sealed record OptimizerKind(
    string Name, string Summary, Func<ParameterBuffer, OptimizerConstants, Optimizer> Build)
{
    /// <summary>μ or β₁ where none is given; null if it has none.</summary>
    public float? Momentum { get; init; }

    /// <summary>β₂ or ρ where none is given; null if it has none.</summary>
    public float? Beta2 { get; init; }

    /// <summary>Whether it has Nesterov's form, which looks ahead along the momentum.</summary>
    public bool HasNesterov { get; init; }

    /// <summary>Whether it has a centred form, which divides by the deviation of the gradients.</summary>
    public bool HasCentred { get; init; }

    /// <summary>
    /// The learning rate that it begins with where none is given, if its steps are of another length than those of the
    /// others.
    /// </summary>
    public float? LearningRate { get; init; }

    /// <summary>Whether it finds the length of its steps by itself, so that nobody chooses a learning rate.</summary>
    public bool FindsRate { get; init; }

    /// <summary>
    /// The forms that it has, by name: with its own constants, and with a momentum of 0.9 where it has none by default,
    /// Nesterov's, and centred.
    /// </summary>
    public IEnumerable<(string Name, OptimizerConstants Constants)> Forms
    {
        get
        {
            var plain = new OptimizerConstants(Momentum ?? 0, Beta2 ?? 0);
            OptimizerConstants moving = plain with { Momentum = 0.9f };
            yield return (Name, plain);
            if (Momentum == 0)
            {
                yield return ($"{Name}, momentum 0.9", moving);
            }
            if (HasNesterov)
            {
                yield return ($"{Name}, momentum 0.9, nesterov", moving with { Nesterov = true });
            }
            if (HasCentred)
            {
                yield return ($"{Name}, momentum 0.9, centred", moving with { Centred = true });
            }
        }
    }

    /// <summary>
    /// The optimizer of these parameters, with its own constants unless given. Allocates its moments.
    /// </summary>
    /// <param name="parameters">What to optimise.</param>
    /// <param name="momentum">μ or β₁, in [0, 1).</param>
    /// <param name="beta2">β₂ or ρ, in [0, 1).</param>
    /// <param name="nesterov">Whether to look ahead along the momentum.</param>
    /// <param name="centred">Whether to divide by the deviation of the gradients.</param>
    /// <exception cref="ArgumentException">A constant is out of its range, or the optimizer has no such
    /// constant.</exception>
    public Optimizer Create(
        ParameterBuffer parameters, float? momentum = null, float? beta2 = null, bool nesterov = false,
        bool centred = false)
    {
        Require(Momentum is not null || momentum is null, nameof(momentum));
        Require(Beta2 is not null || beta2 is null, nameof(beta2));
        Require(HasNesterov || !nesterov, nameof(nesterov));
        Require(HasCentred || !centred, nameof(centred));
        return Build(parameters,
            new OptimizerConstants(momentum ?? Momentum ?? 0, beta2 ?? Beta2 ?? 0, nesterov, centred));
    }

    private void Require(bool has, string constant)
    {
        if (!has)
        {
            throw new ArgumentException($"The optimizer {Name} has no {constant}; expected none.", constant);
        }
    }
}

/// <summary>The constants that an optimizer is made with; it reads those that it has.</summary>
/// <param name="Momentum">μ or β₁, in [0, 1).</param>
/// <param name="Beta2">β₂ or ρ, in [0, 1).</param>
/// <param name="Nesterov">Whether to look ahead along the momentum.</param>
/// <param name="Centred">Whether to divide by the deviation of the gradients.</param>
public readonly record struct OptimizerConstants(
    float Momentum, float Beta2, bool Nesterov = false, bool Centred = false);
