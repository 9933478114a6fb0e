namespace Scratch.Adversarial.Attacks;

/// <summary>The ball of an attack and the steps it takes in it.</summary>
public sealed record AttackOptions
{
    /// <summary>The norm of the ball: <c>linf</c> or <c>l2</c>.</summary>
    public string Norm { get; init; } = "linf";

    /// <summary>The radius of the ball, at least 0: in units of the pixel range [0, 1], or of the prompt space.</summary>
    public float Epsilon { get; init; }

    /// <summary>The length of one step, in the same norm and unit; at least 0.</summary>
    public float StepSize { get; init; }

    /// <summary>The number of steps, at least 0.</summary>
    public int Steps { get; init; }

    /// <summary>Starts at a random point of the ball rather than at its centre.</summary>
    public bool RandomStart { get; init; } = true;

    /// <summary>Keeps every coordinate in [0, 1]: true for pixels, false for prompts.</summary>
    public bool Bounded { get; init; } = true;

    /// <summary>Throws if an option is out of its range.</summary>
    /// <exception cref="ArgumentException">The message names the option, its value and what was expected.</exception>
    public void Validate()
    {
        _ = Attacks.Norm.Parse(Norm);
        Require(float.IsFinite(Epsilon) && Epsilon >= 0, "epsilon", Epsilon);
        Require(float.IsFinite(StepSize) && StepSize >= 0, "stepSize", StepSize);
        Require(Steps >= 0, "steps", Steps);

        static void Require(bool condition, string name, double value)
        {
            if (!condition)
            {
                throw new ArgumentException($"The attack's {name} is {value}; expected a finite number of at least 0.");
            }
        }
    }
}
