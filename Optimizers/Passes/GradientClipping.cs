using System.Numerics.Tensors;
using Scratch.Engine;

namespace Scratch.Optimizers.Passes;

/// <summary>Keeps one bad batch from throwing the parameters away.</summary>
public static class GradientClipping
{
    /// <summary>
    /// Scales all gradients by <paramref name="maximum"/> / ‖g‖₂ where their common norm exceeds it. Pascanu et al.
    /// 2013, algorithm 1.
    /// </summary>
    /// <param name="parameters">Its gradients are overwritten.</param>
    /// <param name="maximum">The largest norm allowed, above 0.</param>
    /// <returns>The norm before clipping.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maximum"/> is not above 0.</exception>
    public static float ByGlobalNorm(ParameterBuffer parameters, float maximum)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        RequirePositive(maximum);
        float norm = Reductions.Norm<float>(parameters.Gradients);
        if (float.IsPositiveInfinity(norm))
        {
            return ScaleHuge(parameters.Gradients, maximum);
        }
        if (norm > maximum)
        {
            TensorPrimitives.Multiply(parameters.Gradients, maximum / norm, parameters.Gradients);
        }
        return norm;
    }

    /// <summary>
    /// Limits every gradient to [−<paramref name="maximum"/>, <paramref name="maximum"/>]. NaN stays NaN.
    /// </summary>
    /// <param name="parameters">Its gradients are overwritten.</param>
    /// <param name="maximum">The largest magnitude allowed, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maximum"/> is not above 0.</exception>
    public static void ByValue(ParameterBuffer parameters, float maximum)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        RequirePositive(maximum);
        TensorPrimitives.Clamp(parameters.Gradients, -maximum, maximum, parameters.Gradients);
    }

    /// <summary>
    /// The norm where the sum of squares overflows, in units of the largest: x / ∞ would make a step of zero of it.
    /// </summary>
    private static float ScaleHuge(Span<float> gradients, float maximum)
    {
        float largest = MathF.Abs(TensorPrimitives.MaxMagnitude<float>(gradients));
        TensorPrimitives.Divide(gradients, largest, gradients); // ∞ / ∞ is NaN, and stays one
        float norm = Reductions.Norm<float>(gradients);
        TensorPrimitives.Multiply(gradients, maximum / norm, gradients);
        return largest * norm;
    }

    private static void RequirePositive(float maximum)
    {
        if (!(maximum > 0))
        {
            throw new ArgumentOutOfRangeException(nameof(maximum), maximum, "The maximum is above 0.");
        }
    }
}
