namespace Scratch.Layers;

/// <summary>
/// Two straight lines that hold relu, or leaky relu, between them while its input lies between two bounds: s x ≤ f(x) ≤
/// a x + offset.
/// </summary>
/// <remarks>
/// For l &lt; 0 &lt; u: below, the line through 0 of slope 1 or that of the left side, whichever leaves less room
/// between (1 where u &gt; −l); above, the chord. Elsewhere the function is a line itself. Zhang et al. 2018, section
/// 3.3. Derivation: docs/backprop.md, section "CROWN bounds".
/// </remarks>
/// <param name="Below">The slope of the line below, which goes through 0.</param>
/// <param name="Above">The slope of the line above.</param>
/// <param name="Offset">The line above, at 0.</param>
public readonly record struct ReluLines(float Below, float Above, float Offset)
{
    /// <summary>The slope of an activation on the left of 0; null if it is neither relu nor leaky relu.</summary>
    public static float? SlopeOf(Layer activation) => (activation as ElementWise)?.LeftSlope;

    /// <summary>The lines around an activation for l ≤ x ≤ u.</summary>
    /// <param name="lower">l.</param>
    /// <param name="upper">u, at least l.</param>
    /// <param name="slope">The activation's slope on the left of 0.</param>
    public static ReluLines Around(float lower, float upper, float slope)
    {
        if (lower >= 0 || upper <= 0)
        {
            float line = lower >= 0 ? 1 : slope;
            return new(line, line, 0);
        }
        float chord = (upper - (slope * lower)) / (upper - lower); // from (l, slope · l) to (u, u)
        return new(upper > -lower ? 1 : slope, chord, upper - (chord * upper));
    }

    /// <summary>
    /// The gradients of the bounds from those of the line above; the slope below is constant but for jumps.
    /// </summary>
    /// <param name="lower">l, as given.</param>
    /// <param name="upper">u, as given.</param>
    /// <param name="slope">The slope on the left, as given.</param>
    /// <param name="dAbove">The gradient of <see cref="Above"/>.</param>
    /// <param name="dOffset">The gradient of <see cref="Offset"/>.</param>
    public static (float DLower, float DUpper) Differentiate(
        float lower, float upper, float slope, float dAbove, float dOffset)
    {
        if (lower >= 0 || upper <= 0)
        {
            return (0, 0);
        }
        float width = upper - lower, rest = (1 - slope) / width; // 1 − chord = −l · rest
        float dChord = dAbove - (upper * dOffset);               // offset = (1 − chord) u
        return (dChord * rest * upper / width, (-dChord * rest * lower / width) - (dOffset * rest * lower));
    }
}
