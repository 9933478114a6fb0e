using System.Runtime.CompilerServices;
using Scratch.Engine.Vectors;

namespace Scratch.Layers;

/// <summary>
/// y = x Φ(x), Φ the distribution function of N(0, 1). dX = (Φ + x φ) dY, φ its density. Hendrycks and Gimpel 2016.
/// </summary>
/// <remarks>
/// The exact form. It falls and then rises, so y doesn't determine x: the way back reads the input. At −∞ it is NaN, as
/// in PyTorch.
/// </remarks>
public sealed class Gelu : ElementWise
{
    /// <inheritdoc/>
    public override string Type => "Gelu";

    /// <inheritdoc/>
    public override bool BackwardReadsInput => true;

    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<float> x, Span<float> y) => Map.Run(default(Function), x, y);

    /// <inheritdoc/>
    public override void Differentiate(ReadOnlySpan<float> x, ReadOnlySpan<float> dY, Span<float> dX) =>
        Map.Run(default(Derivative), x, dY, dX);

    /// <inheritdoc/>
    public override void DifferentiateTwice(ReadOnlySpan<float> x, Span<float> second) =>
        Map.Run(default(Curvature), x, second);

    private readonly struct Function : IUnary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<V>(V x)
            where V : struct, IFloats<V> => x * VectorMath.NormalDistribution(x);
    }

    private readonly struct Derivative : IBinary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<V>(V x, V dY)
            where V : struct, IFloats<V> => (VectorMath.NormalDistribution(x) + (x * VectorMath.NormalDensity(x))) * dY;
    }

    private readonly struct Curvature : IUnary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<V>(V x)
            where V : struct, IFloats<V> => (2 - (x * x)) * VectorMath.NormalDensity(x); // φ′ = −x φ
    }
}
