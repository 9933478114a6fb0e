using System.Runtime.CompilerServices;
using Scratch.Engine.Vectors;

namespace Scratch.Layers;

/// <summary>y = max(0, x). dX = dY where y &gt; 0, else 0.</summary>
/// <remarks>At the kink the derivative is 0, as in PyTorch. NaN passes through in both directions.</remarks>
public sealed class Relu : ElementWise
{
    /// <inheritdoc/>
    public override string Type => "Relu";

    /// <inheritdoc/>
    public override float? LeftSlope => 0;

    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<float> x, Span<float> y) => Map.Run(default(Function), x, y);

    /// <inheritdoc/>
    public override void Differentiate(ReadOnlySpan<float> y, ReadOnlySpan<float> dY, Span<float> dX) =>
        Map.Run(default(Function), y, dY, dX);

    /// <inheritdoc/>
    public override void DifferentiateTwice(ReadOnlySpan<float> y, Span<float> second) => second.Clear();

    private readonly struct Function : IUnary, IBinary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<V>(V x)
            where V : struct, IFloats<V> => V.WhereNotPositive(x, 0, x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<V>(V y, V dY)
            where V : struct, IFloats<V> => V.WhereNotPositive(y, 0 * dY, dY); // 0 · NaN is NaN, so that none is hidden
    }
}
