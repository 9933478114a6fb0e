using System.Runtime.CompilerServices;
using Scratch.Engine.Vectors;

namespace Scratch.Layers;

/// <summary>
/// y = x where x &gt; 0, else α (eˣ − 1). dX = dY where y &gt; 0, else (y + α) dY. Clevert et al. 2016, eq. 15.
/// </summary>
public sealed class Elu : ElementWise
{
    /// <summary>An exponential linear unit.</summary>
    /// <param name="alpha">α, above 0: minus the limit of y on the left; 1 unless given.</param>
    public Elu(float alpha = 1)
    {
        if (!(alpha > 0 && float.IsFinite(alpha)))
        {
            throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "The alpha of an elu is above 0.");
        }
        Alpha = alpha;
    }

    /// <summary>α, minus the limit of y on the left.</summary>
    public float Alpha { get; }

    /// <inheritdoc/>
    public override string Type => "Elu";

    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<float> x, Span<float> y) => Map.Run(new Function(Alpha), x, y);

    /// <inheritdoc/>
    public override void Differentiate(ReadOnlySpan<float> y, ReadOnlySpan<float> dY, Span<float> dX) =>
        Map.Run(new Derivative(Alpha), y, dY, dX);

    /// <inheritdoc/>
    public override void DifferentiateTwice(ReadOnlySpan<float> y, Span<float> second) =>
        Map.Run(new Curvature(Alpha), y, second);

    private readonly struct Function(float alpha) : IUnary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<V>(V x)
            where V : struct, IFloats<V> => V.WhereNotPositive(x, alpha * VectorMath.ExponentialMinusOne(x), x);
    }

    private readonly struct Derivative(float alpha) : IBinary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<V>(V y, V dY)
            where V : struct, IFloats<V> => V.WhereNotPositive(y, y + alpha, 1) * dY;
    }

    private readonly struct Curvature(float alpha) : IUnary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<V>(V y)
            where V : struct, IFloats<V> => V.WhereNotPositive(y, y + alpha, 0);
    }
}
