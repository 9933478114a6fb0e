global using Line = System.Runtime.Intrinsics.Vector512<float>; // sixteen floats: 64 bytes, one line of the cache

namespace Scratch.Optimizers.Passes;

/// <summary>The formula of an optimizer, with the constants of one update, for sixteen parameters at a time.</summary>
/// <remarks>
/// Sixteen whatever the processor: one 512-bit vector, or two or four narrower ones. Products and sums are rounded one
/// by one, so that every width gives the same bits.
/// </remarks>
internal interface IUpdateRule
{
    /// <summary>How many of the four moments the formula has; the others are neither read nor written.</summary>
    static abstract int Moments { get; }

    /// <summary>The new value, and the new moments in the place of the old.</summary>
    /// <param name="value">θ.</param>
    /// <param name="gradient">g.</param>
    /// <param name="decay">η λ of the decoupled weight decay; 0 where there is none.</param>
    /// <param name="first">The first moment.</param>
    /// <param name="second">The second moment.</param>
    /// <param name="third">The third moment.</param>
    /// <param name="fourth">The fourth moment.</param>
    Line Update(Line value, Line gradient, Line decay, ref Line first, ref Line second, ref Line third,
        ref Line fourth);
}
