using System.Runtime.InteropServices;
using Scratch.Engine;

namespace Scratch.Optimizers.Passes;

/// <summary>
/// A block with the layout of the parameters, which is a whole number of 64-byte lines, line by line.
/// </summary>
internal static class Lines
{
    /// <summary>The memory of the block, without a copy.</summary>
    public static Span<Line> Of(Matrix block) => MemoryMarshal.Cast<float, Line>(block.Span);
}
