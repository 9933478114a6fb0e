using System.Runtime.CompilerServices;
using Scratch.Engine.Vectors;

namespace Scratch.Layers;

/// <summary>
/// y = ½ x (1 + tanh u) = x σ(2u), u = √(2/π) (x + 0.044715 x³). dX = (σ + x σ (1 − σ) 2u′) dY. Hendrycks and Gimpel
/// 2016, section 2.
/// </summary>
/// <remarks>The approximation that GPT-2 uses. The way back reads the input, as for <see cref="Gelu"/>.</remarks>
public sealed class GeluTanh : ElementWise
{
    private const float Linear = 1.5957691f; // 2 √(2/π)
    private const float Cubic = 0.044715f * Linear;

    /// <inheritdoc/>
    public override string Type => "GeluTanh";

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
            where V : struct, IFloats<V> => x * Sigma(x);
    }

    private readonly struct Derivative : IBinary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<V>(V x, V dY)
            where V : struct, IFloats<V>
        {
            V sigma = Sigma(x);
            return (sigma + (x * sigma * (1 - sigma) * Slope(x))) * dY;
        }
    }

    private readonly struct Curvature : IUnary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<V>(V x)
            where V : struct, IFloats<V>
        {
            V sigma = Sigma(x), slope = Slope(x);
            V first = sigma * (1 - sigma); // σ′; σ″ = σ′ (1 − 2σ)
            V second = (slope * slope * (1 - sigma - sigma)) + (6 * Cubic * x); // of σ(2u(x)), over σ′
            return first * (slope + slope + (x * second));
        }
    }

    /// <summary>σ(2u).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Sigma<V>(V x)
        where V : struct, IFloats<V> => VectorMath.Sigmoid(x * (Linear + (Cubic * x * x)));

    /// <summary>2u′.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Slope<V>(V x)
        where V : struct, IFloats<V> => Linear + (3 * Cubic * x * x);
}
