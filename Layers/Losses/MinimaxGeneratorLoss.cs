using System.Runtime.CompilerServices;
using Scratch.Engine;
using Scratch.Engine.Functions;
using Scratch.Engine.Vectors;

namespace Scratch.Layers;

/// <summary>
/// The generator's side of the minimax game, Σⱼ log(1 − σ(xⱼ)) = Σⱼ −max(xⱼ, 0) − log(1 + e^−|xⱼ|), from logits. dX =
/// −σ(x). Goodfellow et al. 2014, eq. 1.
/// </summary>
/// <remarks>
/// Its gradient vanishes where the discriminator is sure of itself, x → −∞, which is why the non-saturating loss is
/// used instead. The target is not read.
/// </remarks>
public sealed class MinimaxGeneratorLoss : Loss
{
    /// <inheritdoc/>
    public override string Name => "minimax generator loss";

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
            return 0 - V.AtLeast(0, x) - LogOnePlus.Of(e);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Gradient<V>(V x, V t, V e)
            where V : struct, IFloats<V> => 0 - Logistic.Of(x, e);
    }
}
