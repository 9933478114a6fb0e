using System.Runtime.CompilerServices;
using Scratch.Engine.Functions;
using Scratch.Engine.Vectors;

namespace Scratch.Layers;

/// <summary>y = 1 / (1 + e⁻ˣ). dX = y (1 − y) dY.</summary>
/// <remarks>
/// As the last layer of a network it is skipped by the losses, which start from logits: see <see cref="Network"/>.
/// </remarks>
public sealed class Sigmoid : ElementWise
{
    /// <inheritdoc/>
    public override string Type => "Sigmoid";

    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<float> x, Span<float> y) => Logistic.Apply(x, y);

    /// <inheritdoc/>
    public override void Differentiate(ReadOnlySpan<float> y, ReadOnlySpan<float> dY, Span<float> dX) =>
        Map.Run(default(Derivative), y, dY, dX);

    private readonly struct Derivative : IBinary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<V>(V y, V dY)
            where V : struct, IFloats<V> => (y - (y * y)) * dY;
    }

    /// <inheritdoc/>
    public override void DifferentiateTwice(ReadOnlySpan<float> y, Span<float> second)
    {
        for (int i = 0; i < y.Length; i++)
        {
            second[i] = y[i] * (1 - y[i]) * (1 - (2 * y[i])); // f″ = y (1 − y) (1 − 2y).
        }
    }
}
