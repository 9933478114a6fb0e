namespace Scratch.Optimizers;

/// <summary>The ranges that constants of optimizers and schedules have in common.</summary>
internal static class Require
{
    // well above √v where v is flushed to zero: m / ε alone must stay small
    private const float SmallestEpsilon = 1e-12f;

    /// <summary>A share of something that is kept, in [0, 1).</summary>
    public static float Fraction(float value, string name) => value is >= 0 and < 1
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"{name} lies in [0, 1).");

    /// <summary>An ε that is added to the root of a sum of squares.</summary>
    public static float Epsilon(float epsilon) => epsilon >= SmallestEpsilon
        ? epsilon
        : throw new ArgumentOutOfRangeException(nameof(epsilon), epsilon, $"ε is at least {SmallestEpsilon}.");

    /// <summary>A finite number of at least 0.</summary>
    public static float NotNegative(float value, string name) => value is >= 0 and < float.PositiveInfinity
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"{name} is a finite number of at least 0.");

    /// <summary>What something is bounded by: a number above 0, or infinity.</summary>
    public static float Bound(float value, string name) => value > 0
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"{name} is above 0.");

    /// <summary>A number of something, at least 1.</summary>
    public static int Positive(int value, string name) => value >= 1
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"{name} is at least 1.");
}
