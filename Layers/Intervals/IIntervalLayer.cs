using Scratch.Engine;

namespace Scratch.Layers;

/// <summary>
/// A layer without parameters that knows bounds of its outputs from bounds of its inputs. It stands in front of the
/// layers that learn: nothing goes back through it.
/// </summary>
public interface IIntervalLayer
{
    /// <summary>The numbers of scratch memory that one box needs.</summary>
    int IntervalRoom { get; }

    /// <summary>
    /// Bounds of the outputs for one box, rounded outward: no float evaluation of the layer leaves them, of inputs in
    /// the box. Does not allocate.
    /// </summary>
    /// <param name="pass">The state.</param>
    /// <param name="lower">(1, inputs), not overwritten.</param>
    /// <param name="upper">(1, inputs), not overwritten; not below the lower bounds.</param>
    /// <param name="room">(1, <see cref="IntervalRoom"/>) at least, overwritten.</param>
    /// <param name="lowerOutput">(1, outputs), overwritten.</param>
    /// <param name="upperOutput">(1, outputs), overwritten.</param>
    void ForwardIntervals(
        in Pass pass, Matrix lower, Matrix upper, Matrix room, Matrix lowerOutput, Matrix upperOutput);
}
