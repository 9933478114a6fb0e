using System.Runtime.CompilerServices;
using Scratch.Engine.Functions;
using Scratch.Engine.Vectors;

namespace Scratch.Layers;

/// <summary>y = log(1 + eˣ) = max(x, 0) + log(1 + e^−|x|). dX = σ(x) dY = (1 − e⁻ʸ) dY. Dugas et al. 2001.</summary>
public sealed class Softplus : ElementWise
{
    /// <inheritdoc/>
    public override string Type => "Softplus";

    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<float> x, Span<float> y) => Map.Run(default(Function), x, y);

    /// <inheritdoc/>
    public override void Differentiate(ReadOnlySpan<float> y, ReadOnlySpan<float> dY, Span<float> dX) =>
        Map.Run(default(Derivative), y, dY, dX);

    /// <inheritdoc/>
    public override void DifferentiateTwice(ReadOnlySpan<float> y, Span<float> second) =>
        Map.Run(default(Curvature), y, second);

    private readonly struct Function : IUnary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<V>(V x)
            where V : struct, IFloats<V> => V.AtLeast(0, x) + LogOnePlus.Of(Exponential.OfAtMost0(0 - V.Abs(x)));
    }

    private readonly struct Derivative : IBinary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<V>(V y, V dY)
            where V : struct, IFloats<V> => (0 - VectorMath.ExponentialMinusOne(0 - y)) * dY;
    }

    private readonly struct Curvature : IUnary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<V>(V y)
            where V : struct, IFloats<V> => (0 - VectorMath.ExponentialMinusOne(0 - y)) * Exponential.OfAtMost0(0 - y);
    }
}
