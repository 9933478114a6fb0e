
namespace Scratch.Tests.Engine;

/// <summary>Every tolerance of the tests of Engine and Optimizers.</summary>
internal static class EngineTolerances
{
    /// <summary>u = 2⁻²⁴, half the distance from 1 to the next float.</summary>
    public const double UnitRoundoff = 1.0 / (1 << 24);

    /// <summary>
    /// Fifty steps of an optimizer in floats against doubles, relative to the root mean square of the values.
    /// </summary>
    public const double OptimizerRelative = 1e-5;

    /// <summary>One formula of a few operations in floats against doubles, relative.</summary>
    public const double FormulaRelative = 1e-6;

    /// <summary>
    /// How far a statistic of random numbers may lie from its expectation, in its own standard deviations.
    /// </summary>
    public const double StandardDeviations = 5;

    /// <summary>
    /// The probability of a goodness of fit at least this bad, below which a sample counts as not random.
    /// </summary>
    public const double GoodnessOfFit = 1e-4;

    /// <summary>
    /// Kolmogorov and Smirnov: D·√n exceeds √(−½ ln(α/2)) with probability α; this is α = <see cref="GoodnessOfFit"/>.
    /// </summary>
    public static readonly double KolmogorovSmirnov = Math.Sqrt(-0.5 * Math.Log(GoodnessOfFit / 2));

    /// <summary>
    /// γ(n) = n u / (1 − n u): bounds the relative error of a chain of n roundings, element by element. Higham,
    /// Accuracy and Stability of Numerical Algorithms, 2nd ed., §3.1 and §3.5.
    /// </summary>
    public static double Gamma(int n) => n * UnitRoundoff / (1 - (n * UnitRoundoff));
}
