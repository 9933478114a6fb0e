
namespace Scratch.Tests;

/// <summary>
/// How far results may be off, one number per kind of result. Loosening one needs a reason in the commit.
/// </summary>
/// <remarks>
/// All are relative: |actual − expected| / max(|expected|, rms of expected). See <see cref="Agreement"/>.
/// </remarks>
internal static class Tolerances
{
    /// <summary>
    /// A float backward pass against a central difference of the double reference. Measured: up to 3.1e-6 over 200
    /// seeds.
    /// </summary>
    public const double FloatGradient = 1e-5;

    /// <summary>
    /// A double backward pass against a central difference of its own forward pass. Measured: up to 4.9e-8 over 200
    /// seeds.
    /// </summary>
    public const double DoubleGradient = 1e-7;

    /// <summary>One layer or loss in float against the double reference, forward or backward, up to 784 wide.</summary>
    public const double FloatAgainstDouble = 1e-5;

    /// <summary>One layer or loss in float against PyTorch in double precision.</summary>
    public const double Golden = 1e-5;

    /// <summary>
    /// The numbers of a golden file, written with 12 digits, against those that the script writes now: absolute, of
    /// numbers near one.
    /// </summary>
    public const double GoldenAgain = 1e-9;

    /// <summary>
    /// Two float computations of the same number along different ways, such as a loss from logits and from
    /// probabilities.
    /// </summary>
    public const double TwoWaysInFloat = 1e-5;

    /// <summary>A few float operations on numbers that were worked by hand.</summary>
    public const double ByHand = 1e-6;

    /// <summary>
    /// A variance measured on a hundred thousand random numbers: its own standard deviation is 0.5 %.
    /// </summary>
    public const double SampledVariance = 0.02;

    /// <summary>Fifty steps of an optimizer in float against double.</summary>
    public const double FiftySteps = 1e-4;

    /// <summary>A rate in float against double, relative to the highest.</summary>
    public const double RateOfSchedule = 1e-6;
}
