using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using Scratch.Engine;
using Scratch.Engine.Vectors;

namespace Scratch.Layers;

/// <summary>(1/N) Σⱼ (xⱼ − tⱼ)². dX = (2/N) (x − t).</summary>
public sealed class MeanSquaredError : Loss
{
    /// <inheritdoc/>
    public override string Name => "mean squared error";

    /// <inheritdoc/>
    protected override void Rows(Matrix logits, Matrix target, Span<float> perExample, float scale, Matrix dLogits) =>
        SixteenLanes.Run(
            new SumOfTerms<Term>(new Term(1f / logits.Columns), logits, target, perExample, scale, dLogits));

    private readonly struct Term(float share) : ITerm
    {
        private readonly float _share = share;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Loss<V>(V x, V t, out V difference)
            where V : struct, IFloats<V>
        {
            difference = x - t;
            return _share * difference * difference;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Gradient<V>(V x, V t, V difference)
            where V : struct, IFloats<V> => 2 * _share * difference;
    }

    /// <summary>From dX = (2/N) (x − t): (2/N) ẋ.</summary>
    protected override void RowTangent(
        ReadOnlySpan<float> logits, ReadOnlySpan<float> target, ReadOnlySpan<float> tangent, float scale,
            Span<float> dTangent)
    {
        TensorPrimitives.Multiply(tangent, scale * 2 / logits.Length, dTangent);
    }
}
