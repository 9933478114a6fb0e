using System.Runtime.CompilerServices;
using Scratch.Engine;
using Scratch.Engine.Functions;
using Scratch.Engine.Vectors;

namespace Scratch.Layers;

/// <summary>
/// The article's generator loss Σⱼ D − log D, D = σ(x) from logits: Σⱼ σ(xⱼ) + log(1 + e^−xⱼ). dX = −(1 − D)².
/// </summary>
/// <remarks>
/// The derivative is D (1 − D) − (1 − D) = −(1 − D)²: that of the non-saturating loss, −(1 − D), times 1 − D. Both push
/// D towards 1; this one lets go sooner. The target is not read. See docs/article.md.
/// </remarks>
public sealed class ArticleGeneratorLoss : Loss
{
    /// <inheritdoc/>
    public override string Name => "article's generator loss";

    /// <inheritdoc/>
    protected override void Rows(Matrix logits, Matrix target, Span<float> perExample, float scale, Matrix dLogits) =>
        SixteenLanes.Run(new SumOfTerms<Term>(default, logits, target, perExample, scale, dLogits));

    private readonly struct Term : ITerm
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Loss<V>(V x, V t, out V notD)
            where V : struct, IFloats<V>
        {
            V e = Exponential.OfAtMost0(0 - V.Abs(x));
            notD = Logistic.Of(0 - x, e); // 1 − D = σ(−x), without cancellation
            return 1 - notD + V.AtLeast(0, 0 - x) + LogOnePlus.Of(e);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Gradient<V>(V x, V t, V notD)
            where V : struct, IFloats<V> => 0 - (notD * notD);
    }
}
