using System.Numerics.Tensors;
using Scratch.Engine;

namespace Scratch.Optimizers;

/// <summary>Keeps one bad batch from throwing the parameters away.</summary>
public static class GradientClipping
{
    /// <summary>
    /// Scales all gradients by <paramref name="maximum"/> / ‖g‖₂ where their common norm exceeds it. Pascanu et al. 2013, algorithm 1.
    /// </summary>
    /// <param name="parameters">Its gradients are overwritten.</param>
    /// <param name="maximum">The largest norm allowed, above 0.</param>
    /// <returns>The norm before clipping.</returns>
    public static float ByGlobalNorm(ParameterBuffer parameters, float maximum)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maximum);
        float norm = TensorPrimitives.Norm<float>(parameters.Gradients);
        if (norm > maximum)
        {
            TensorPrimitives.Multiply(parameters.Gradients, maximum / norm, parameters.Gradients);
        }
        return norm;
    }
}
