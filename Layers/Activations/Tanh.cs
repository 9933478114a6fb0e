using System.Runtime.CompilerServices;
using Scratch.Engine.Functions;
using Scratch.Engine.Vectors;

namespace Scratch.Layers;

/// <summary>y = tanh x. dX = (1 − y²) dY.</summary>
public sealed class Tanh : ElementWise
{
    /// <inheritdoc/>
    public override string Type => "Tanh";

    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<float> x, Span<float> y) => HyperbolicTangent.Apply(x, y);

    /// <inheritdoc/>
    public override void Differentiate(ReadOnlySpan<float> y, ReadOnlySpan<float> dY, Span<float> dX) =>
        Map.Run(default(Derivative), y, dY, dX);

    private readonly struct Derivative : IBinary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<V>(V y, V dY)
            where V : struct, IFloats<V> => (1 - (y * y)) * dY;
    }

    /// <inheritdoc/>
    public override void DifferentiateTwice(ReadOnlySpan<float> y, Span<float> second)
    {
        for (int i = 0; i < y.Length; i++)
        {
            second[i] = -2 * y[i] * (1 - (y[i] * y[i])); // f″ = −2y (1 − y²).
        }
    }
}
