using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Scratch.Engine.Vectors;

/// <summary>A loop that is written once for all widths.</summary>
internal interface IKernel
{
    /// <summary>Runs the loop in registers of type <typeparamref name="V"/>.</summary>
    void Run<V>()
        where V : struct, IFloats<V>;
}

/// <summary>Runs a loop in the widest registers of the processor.</summary>
internal static class Widest
{
    /// <summary>
    /// The choice is a constant for the just-in-time compiler: nothing of it is left in the machine code.
    /// </summary>
    public static void Run<TKernel>(TKernel kernel)
        where TKernel : struct, IKernel, allows ref struct
    {
        if (Vector512.IsHardwareAccelerated)
        {
            kernel.Run<Floats512>();
        }
        else if (Vector256.IsHardwareAccelerated && Fma.IsSupported)
        {
            kernel.Run<Floats256>();
        }
        else
        {
            kernel.Run<Floats128>();
        }
    }
}
