using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Scratch.Engine;

/// <summary>What this processor's instructions are, and what of it results depend on.</summary>
public static class InstructionSet
{
    /// <summary>The name of the widest vectors that are used, such as <c>AVX2</c>: the speed depends on it.</summary>
    public static string Name =>
        Vector512.IsHardwareAccelerated ? "AVX-512"
        : Fma.IsSupported && Vector256.IsHardwareAccelerated ? "AVX2"
        : Vector128.IsHardwareAccelerated ? "128-bit"
        : "scalar";

    /// <summary>
    /// How a product is added to a sum, with one rounding or with two. It is all that results depend on beside seed and
    /// data: they are the same bits on every processor with fused multiply-add, whatever the width of its vectors.
    /// </summary>
    public static string Arithmetic =>
        Fma.IsSupported || AdvSimd.IsSupported ? "fused multiply-add" : "no fused multiply-add";
}
