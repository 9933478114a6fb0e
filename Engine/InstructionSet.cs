using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Scratch.Engine;

/// <summary>
/// What the results of a run depend on beside seed and data: they are the same bits for the same instruction set.
/// </summary>
public static class InstructionSet
{
    /// <summary>The name to record in a run, such as <c>AVX2</c>.</summary>
    public static string Name =>
        Vector512.IsHardwareAccelerated ? "AVX-512"
        : Fma.IsSupported && Vector256.IsHardwareAccelerated ? "AVX2"
        : Vector128.IsHardwareAccelerated ? "128-bit"
        : "scalar";
}
