using System.Runtime.CompilerServices;
using Scratch.Engine.Vectors;

namespace Scratch.Layers;

/// <summary>
/// y = x σ(x), also called swish. dX = (σ + x σ (1 − σ)) dY. Hendrycks and Gimpel 2016; Ramachandran et al. 2017.
/// </summary>
/// <remarks>
/// It falls and then rises, so y doesn't determine x: the way back reads the input. At −∞ it is NaN, as in PyTorch.
/// </remarks>
public sealed class Silu : ElementWise
{
    /// <inheritdoc/>
    public override string Type => "Silu";

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
            where V : struct, IFloats<V> => x * VectorMath.Sigmoid(x);
    }

    private readonly struct Derivative : IBinary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<V>(V x, V dY)
            where V : struct, IFloats<V>
        {
            V sigma = VectorMath.Sigmoid(x);
            return (sigma + (x * sigma * (1 - sigma))) * dY;
        }
    }

    private readonly struct Curvature : IUnary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<V>(V x)
            where V : struct, IFloats<V>
        {
            V sigma = VectorMath.Sigmoid(x);
            V slope = sigma * (1 - sigma); // σ′; σ″ = σ′ (1 − 2σ)
            return slope * (2 + (x * (1 - sigma - sigma)));
        }
    }
}
