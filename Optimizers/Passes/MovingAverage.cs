using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Scratch.Optimizers.Passes;

/// <summary>The exponential moving average of a moment: a = β a + (1 − β) x.</summary>
internal readonly struct MovingAverage(float beta)
{
    private readonly Line _kept = Vector512.Create(beta);
    private readonly Line _added = Vector512.Create(1 - beta);

    /// <summary>The average with one number more, tiny ones flushed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Line Next(Line average, Line x) => Tiny.Flush((_kept * average) + (_added * x));
}
