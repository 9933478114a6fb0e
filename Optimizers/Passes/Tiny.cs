using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Scratch.Optimizers.Passes;

/// <summary>
/// Flushes tiny numbers to zero, before they become denormal and slow every operation down ten times and more.
/// </summary>
/// <remarks>
/// A memorised batch has gradients near 10⁻³⁰, whose squares and running averages are denormal. It happens in the state
/// of optimizers and nowhere else: a gradient rounded to zero would hide from an attack what the attack is looking for.
/// </remarks>
internal static class Tiny
{
    // far below what changes a parameter, far above the smallest normal float, 1.2 · 10⁻³⁸
    private const float Threshold = 1e-30f;
    private const float RootThreshold = 1e-15f; // its root

    /// <summary>For moments: x where |x| ≥ 10⁻³⁰, else 0. NaN stays NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Line Flush(Line x) => Flush(x, Threshold);

    /// <summary>For what is going to be squared: x where |x| ≥ 10⁻¹⁵, else 0. NaN stays NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Line FlushRoot(Line x) => Flush(x, RootThreshold);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Line Flush(Line x, float threshold) =>
        Vector512.ConditionalSelect(Vector512.LessThan(Vector512.Abs(x), Vector512.Create(threshold)), Line.Zero, x);
}
