using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Scratch.Engine.Vectors;

/// <summary>
/// Runs a loop in sixteen lanes on every processor, in one register, two or four: what adds up lanes has the same bits
/// everywhere.
/// </summary>
internal static class SixteenLanes
{
    /// <summary>The choice is a constant for the just-in-time compiler, as that of <see cref="Widest"/>.</summary>
    public static void Run<TKernel>(TKernel kernel)
        where TKernel : struct, IKernel, allows ref struct
    {
        if (Vector512.IsHardwareAccelerated)
        {
            kernel.Run<Floats512>();
        }
        else if (Vector256.IsHardwareAccelerated && Fma.IsSupported)
        {
            kernel.Run<Twice<Floats256>>();
        }
        else
        {
            kernel.Run<Twice<Twice<Floats128>>>();
        }
    }
}
