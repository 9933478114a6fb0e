using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Scratch.Engine;

/// <summary>
/// Float arrays whose first used element lies on a 64-byte boundary: a cache line, or one 512-bit vector.
/// </summary>
/// <remarks>
/// The arrays live on the garbage collector's pinned heap, so the alignment lasts and nothing has to be disposed of.
/// </remarks>
internal static class AlignedMemory
{
    /// <summary>64 bytes.</summary>
    public const int AlignmentInFloats = 16;

    /// <summary>
    /// An array of zeros with room for <paramref name="count"/> aligned floats from <paramref name="offset"/> on.
    /// </summary>
    public static float[] Allocate(int count, out int offset)
    {
        float[] array = GC.AllocateArray<float>(count + AlignmentInFloats - 1, pinned: true);
        offset = (int)(-Address(array) & ((AlignmentInFloats * sizeof(float)) - 1)) / sizeof(float);
        return array;
    }

    /// <summary><paramref name="count"/> rounded up to a whole number of 64-byte lines.</summary>
    public static int RoundUp(int count) => (count + AlignmentInFloats - 1) & ~(AlignmentInFloats - 1);

    private static unsafe long Address(float[] pinned) =>
        (long)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(pinned));
}
