using System.Numerics.Tensors;

namespace Scratch.Cli.Lab.Rooms;

/// <summary>The softmax of an example's logits.</summary>
internal static class Probabilities
{
    /// <summary>exp(x − max x) / Σ exp(x − max x).</summary>
    /// <param name="logits">N numbers.</param>
    /// <param name="p">N numbers, overwritten.</param>
    public static void Write(ReadOnlySpan<float> logits, Span<float> p)
    {
        TensorPrimitives.Subtract(logits, TensorPrimitives.Max(logits), p);
        TensorPrimitives.Exp(p, p);
        TensorPrimitives.Divide(p, TensorPrimitives.Sum<float>(p), p);
    }
}
