namespace Scratch.Layers.Checking;

/// <summary>What a gradient check found for one gradient.</summary>
/// <param name="Name">What was checked, such as <c>Dense 7-5</c>.</param>
/// <param name="Quantity">With respect to what, such as <c>input</c> or <c>weight</c>.</param>
/// <param name="FloatError">The fast backward pass against the central difference of the double-precision forward
/// pass.</param>
/// <param name="ReferenceError">The double-precision backward pass against the same central difference; 0 without
/// <see cref="HasReference"/>.</param>
/// <remarks>
/// An error is the largest |a − n| / max(|n|, rms n) over the elements, a the gradient and n the central difference.
/// </remarks>
public sealed record GradientCheckResult(string Name, string Quantity, double FloatError, double ReferenceError)
{
    /// <summary>
    /// The largest error allowed in float. Rounding brings up to 3.1e-6 (200 seeds of RunAll); a wrong formula, 0.1 and
    /// more.
    /// </summary>
    public const double FloatLimit = 1e-2;

    /// <summary>The largest error allowed in double. The central difference itself is good to about 5e-9.</summary>
    public const double ReferenceLimit = 1e-6;

    /// <summary>
    /// Whether there is a double-precision reference. Without one the float pass is held against differences of its own
    /// forward pass, and <see cref="ReferenceError"/> is 0.
    /// </summary>
    public bool HasReference { get; init; } = true;

    /// <summary>True if both errors are within their limits; an error that is not a number is not.</summary>
    public bool Passed => FloatError <= FloatLimit && ReferenceError <= ReferenceLimit;
}
