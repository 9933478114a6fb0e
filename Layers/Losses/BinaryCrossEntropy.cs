using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using Scratch.Engine;
using Scratch.Engine.Functions;
using Scratch.Engine.Vectors;

namespace Scratch.Layers;

/// <summary>
/// Σⱼ −tⱼ log σ(xⱼ) − (1 − tⱼ) log(1 − σ(xⱼ)) = Σⱼ max(xⱼ, 0) − tⱼ xⱼ + log(1 + e^−|xⱼ|), from logits. dX = σ(x) − t.
/// </summary>
/// <remarks>
/// Summed over the outputs of an example, in nats: for an image, −log p(image). Targets lie in [0, 1]. The second form
/// has no logarithm of a number near 0, and its terms are added element by element: summed up by themselves, they would
/// be large and cancel. Derivation: docs/backprop.md, section "Binary cross-entropy".
/// </remarks>
public sealed class BinaryCrossEntropy : Loss
{
    /// <inheritdoc/>
    public override string Name => "binary cross-entropy";

    /// <summary>Targets lie in [0, 1]: of others the loss may be below 0, and has no minimum.</summary>
    public override string? FindFault(ReadOnlySpan<float> target) => FindOutside(target, 0, 1, "0 to 1");

    /// <inheritdoc/>
    protected override void Rows(Matrix logits, Matrix target, Span<float> perExample, float scale, Matrix dLogits) =>
        SixteenLanes.Run(new SumOfTerms<Term>(default, logits, target, perExample, scale, dLogits));

    private readonly struct Term : ITerm
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Loss<V>(V x, V t, out V e)
            where V : struct, IFloats<V>
        {
            e = Exponential.OfAtMost0(0 - V.Abs(x));
            // max(x, 0) − t x is exactly 0 where a target of 0 or 1 is met
            return V.MultiplyAdd(0 - t, x, V.AtLeast(0, x)) + LogOnePlus.Of(e);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Gradient<V>(V x, V t, V e)
            where V : struct, IFloats<V> => Logistic.Of(x, e) - t;
    }

    /// <summary>From dX = σ(x) − t: σ (1 − σ) ẋ.</summary>
    protected override void RowTangent(
        ReadOnlySpan<float> logits, ReadOnlySpan<float> target, ReadOnlySpan<float> tangent, float scale,
            Span<float> dTangent)
    {
        TensorPrimitives.Sigmoid(logits, dTangent);
        for (int j = 0; j < dTangent.Length; j++)
        {
            dTangent[j] = scale * dTangent[j] * (1 - dTangent[j]) * tangent[j];
        }
    }
}
