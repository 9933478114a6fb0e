using System.Runtime.CompilerServices;
using Scratch.Engine.Vectors;

namespace Scratch.Layers;

/// <summary>y = x where x &gt; 0, else slope · x. dX = dY where y &gt; 0, else slope · dY. Maas et al. 2013.</summary>
/// <remarks>At the kink the derivative is the slope, as in PyTorch. NaN passes through in both directions.</remarks>
public sealed class LeakyRelu : ElementWise
{
    /// <summary>A leaky relu.</summary>
    /// <param name="slope">The slope left of zero, in (0, 1); 0.2 as DCGAN's discriminator has it unless given.</param>
    public LeakyRelu(float slope = 0.2f)
    {
        if (!(slope > 0 && slope < 1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(slope), slope, "The slope of a leaky relu lies between 0 and 1.");
        }
        Slope = slope;
    }

    /// <summary>The slope left of zero, in (0, 1).</summary>
    public float Slope { get; }

    /// <inheritdoc/>
    public override string Type => "LeakyRelu";

    /// <inheritdoc/>
    public override float? LeftSlope => Slope;

    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<float> x, Span<float> y) => Map.Run(new Function(Slope), x, y);

    /// <inheritdoc/>
    public override void Differentiate(ReadOnlySpan<float> y, ReadOnlySpan<float> dY, Span<float> dX) =>
        Map.Run(new Function(Slope), y, dY, dX);

    private readonly struct Function(float slope) : IUnary, IBinary
    {
        private readonly float _slope = slope;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<V>(V x)
            where V : struct, IFloats<V> => V.WhereNotPositive(x, _slope * x, x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<V>(V y, V dY)
            where V : struct, IFloats<V> => V.WhereNotPositive(y, _slope * dY, dY);
    }

    /// <inheritdoc/>
    public override void DifferentiateTwice(ReadOnlySpan<float> y, Span<float> second) => second.Clear();
}
