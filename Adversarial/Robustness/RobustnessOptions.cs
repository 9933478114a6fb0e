namespace Scratch.Adversarial.Robustness;

/// <summary>What a robustness evaluation measures: attacks times radii.</summary>
public sealed record RobustnessOptions
{
    /// <summary>What <see cref="AuditExamples"/> is unless said.</summary>
    public const int UsualAuditExamples = 128;

    /// <summary>The norm of the balls.</summary>
    public string Norm { get; init; } = "linf";

    /// <summary>The radii, each at least 0; reported in ascending order.</summary>
    public required IReadOnlyList<float> Epsilons { get; init; }

    /// <summary>The attacks. One that has another norm counts where the point it finds lies in the ball.</summary>
    public required IReadOnlyList<PlannedAttack> Attacks { get; init; }

    /// <summary>True if points stay in the box of the model; false lifts it.</summary>
    public bool Bounded { get; init; } = true;

    /// <summary>The most examples that the audit attacks again; of few it can tell little, and says so.</summary>
    public int AuditExamples { get; init; } = UsualAuditExamples;

    /// <summary>Bounds that prove what no attack can break; null for none.</summary>
    public Certification? Certification { get; init; }

    /// <summary>Throws if an option is out of its range.</summary>
    /// <exception cref="ArgumentException">The message names the option, its value and what was expected.</exception>
    public void Validate()
    {
        _ = Ball();
        if (Epsilons.Count == 0 || Attacks.Count == 0)
        {
            throw new ArgumentException(
                $"There are {Epsilons.Count} radii and {Attacks.Count} attacks; expected at least one of each.");
        }
        foreach (float epsilon in Epsilons)
        {
            if (!(float.IsFinite(epsilon) && epsilon >= 0))
            {
                throw new ArgumentException($"An epsilon is {epsilon}; expected a finite number of at least 0.");
            }
        }
    }

    /// <summary>The box, unless it is lifted.</summary>
    internal Box BoxIn(Box box) => Bounded ? box : Box.Unbounded;

    internal Norm Ball() => Adversarial.Attacks.Norm.Parse(Norm);
}
