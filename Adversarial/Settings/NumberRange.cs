namespace Scratch.Adversarial.Settings;

/// <summary>The numbers that a setting may be. Those that are not finite never are.</summary>
/// <param name="Least">The smallest.</param>
/// <param name="Most">The largest.</param>
/// <param name="IsAbove">Whether the smallest itself is out of the range.</param>
/// <param name="IsBelow">Whether the largest itself is out of the range.</param>
internal readonly record struct NumberRange(
    double Least, double Most = double.PositiveInfinity, bool IsAbove = false, bool IsBelow = false)
{
    /// <summary>[0, ∞).</summary>
    public static NumberRange NotNegative => new(0);

    /// <summary>(0, ∞).</summary>
    public static NumberRange Positive => new(0, IsAbove: true);

    /// <summary>[1, ∞).</summary>
    public static NumberRange FromOne => new(1);

    /// <summary>[0, 1].</summary>
    public static NumberRange Share => new(0, 1);

    /// <summary>(0, 1).</summary>
    public static NumberRange Inside => new(0, 1, IsAbove: true, IsBelow: true);

    /// <summary>(0, 1].</summary>
    public static NumberRange ShareAboveZero => new(0, 1, IsAbove: true);

    /// <summary>[0, 1).</summary>
    public static NumberRange BelowOne => new(0, 1, IsBelow: true);

    /// <summary>Whether the number is in it.</summary>
    public bool Contains(double value) =>
        double.IsFinite(value) && (IsAbove ? value > Least : value >= Least)
            && (IsBelow ? value < Most : value <= Most);

    /// <summary>The range in words, for messages: "a number in [0, 1)".</summary>
    public string Describe(bool isWhole)
    {
        string kind = isWhole ? "a whole number" : double.IsFinite(Most) ? "a number" : "a finite number";
        return string.Create(CultureInfo.InvariantCulture, $"{kind} {(double.IsFinite(Most), isWhole) switch
        {
            (false, _) => IsAbove ? $"above {Least}" : $"of at least {Least}",
            (_, true) => $"from {Least} to {Most}",
            _ => $"in {(IsAbove ? '(' : '[')}{Least}, {Most}{(IsBelow ? ')' : ']')}",
        }}");
    }
}
