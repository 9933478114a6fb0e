using System.Runtime.CompilerServices;
using Scratch.Engine;
using Scratch.Engine.Vectors;

namespace Scratch.Layers;

/// <summary>
/// Σⱼ −tⱼ xⱼ. dX = −t. The score of a Wasserstein critic (Arjovsky et al. 2017, eq. 3), and of any generator that wants
/// a high one.
/// </summary>
/// <remarks>
/// Targets are +1 where the score is to rise, as on real examples, and −1 where it is to fall. It has no lowest value.
/// </remarks>
public sealed class CriticLoss : Loss
{
    /// <inheritdoc/>
    public override string Name => "critic's loss";

    /// <inheritdoc/>
    protected override void Rows(Matrix logits, Matrix target, Span<float> perExample, float scale, Matrix dLogits) =>
        SixteenLanes.Run(new SumOfTerms<Term>(default, logits, target, perExample, scale, dLogits));

    private readonly struct Term : ITerm
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Loss<V>(V x, V t, out V slope)
            where V : struct, IFloats<V>
        {
            slope = (0 - t) + (0 * x); // 0 · x: a logit that is not a number stays one in the gradient
            return (0 - t) * x;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Gradient<V>(V x, V t, V slope)
            where V : struct, IFloats<V> => slope;
    }
}
