using System.Runtime.CompilerServices;
using Scratch.Engine;
using Scratch.Engine.Vectors;

namespace Scratch.Layers;

/// <summary>
/// The article's −log p = Σⱼ (x'ⱼ − μⱼ)² with x' = μ ⊙ μ + σ ⊙ σ and σ = μ: Σⱼ μⱼ² (2μⱼ − 1)². dμ = 2μ (2μ − 1)(4μ −
/// 1).
/// </summary>
/// <remarks>
/// A function of μ alone, which stands for both logits and target. Its minima are μ = 0 and μ = ½. See docs/article.md.
/// </remarks>
public sealed class ArticleEncoderLoss : Loss
{
    /// <inheritdoc/>
    public override string Name => "article's encoder loss";

    /// <inheritdoc/>
    protected override void Rows(Matrix logits, Matrix target, Span<float> perExample, float scale, Matrix dLogits) =>
        SixteenLanes.Run(new SumOfTerms<Term>(default, logits, target, perExample, scale, dLogits));

    private readonly struct Term : ITerm
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Loss<V>(V mean, V t, out V root)
            where V : struct, IFloats<V>
        {
            root = mean * ((2 * mean) - 1);
            return root * root;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Gradient<V>(V mean, V t, V root)
            where V : struct, IFloats<V> => 2 * root * ((4 * mean) - 1);
    }
}
