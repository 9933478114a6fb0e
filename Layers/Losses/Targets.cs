using System.Numerics.Tensors;
using Scratch.Engine;

namespace Scratch.Layers;

/// <summary>Label smoothing and class weights, as changes of the target of <see cref="SoftmaxCrossEntropy"/>.</summary>
/// <remarks>
/// Its gradient (Σ t) p − t is right for any target, so both are exact: the smoothed and weighted cross-entropy is the
/// plain one of another target. Smooth first, then weigh, as PyTorch does.
/// </remarks>
public static class Targets
{
    /// <summary>
    /// t ← (1 − s) t + s / N: a little certainty is spread over all classes. Szegedy et al. 2016, section 7.
    /// </summary>
    /// <param name="target">(B, N), distributions, overwritten.</param>
    /// <param name="smoothing">s, in [0, 1].</param>
    public static void Smooth(Matrix target, float smoothing)
    {
        if (!(smoothing >= 0 && smoothing <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(smoothing), smoothing, "A smoothing lies in [0, 1].");
        }
        for (int row = 0; row < target.Rows; row++)
        {
            Span<float> t = target.Row(row);
            TensorPrimitives.Multiply(t, 1 - smoothing, t);
            TensorPrimitives.Add(t, smoothing / t.Length, t);
        }
    }

    /// <summary>
    /// t ← w ⊙ t: a class counts as much as its weight. The mean that PyTorch takes divides by the weights of the
    /// labels, Σ w.
    /// </summary>
    /// <param name="target">(B, N), overwritten.</param>
    /// <param name="weights">N numbers, one for each class.</param>
    /// <exception cref="ArgumentException">There are not as many weights as columns.</exception>
    public static void Weigh(Matrix target, ReadOnlySpan<float> weights)
    {
        Shape.RequireLength(weights.Length, target.Columns, nameof(weights));
        for (int row = 0; row < target.Rows; row++)
        {
            TensorPrimitives.Multiply(target.Row(row), weights, target.Row(row));
        }
    }
}
