using System.Numerics;

namespace Scratch.Layers;

/// <summary>y = x Φ(x), Φ the distribution function of N(0, 1). dX = (Φ + x φ) dY, φ its density. Hendrycks and Gimpel 2016.</summary>
/// <remarks>The exact form. It falls and then rises, so y doesn't determine x: the way back reads the input. At −∞ it is NaN, as in PyTorch.</remarks>
public sealed class Gelu() : VectorFunction<Gelu.Function>(default)
{
    /// <inheritdoc/>
    public override string Type => "Gelu";

    /// <inheritdoc/>
    public override bool BackwardReadsInput => true;

    /// <summary>The function; derivatives in terms of x.</summary>
    public readonly record struct Function : IVectorFunction
    {
        /// <inheritdoc/>
        public Vector<float> Value(Vector<float> x) => x * VectorMath.NormalDistribution(x);

        /// <inheritdoc/>
        public Vector<float> Derivative(Vector<float> x) => VectorMath.NormalDistribution(x) + (x * VectorMath.NormalDensity(x));

        /// <inheritdoc/>
        public Vector<float> SecondDerivative(Vector<float> x) => (new Vector<float>(2) - (x * x)) * VectorMath.NormalDensity(x); // φ′ = −x φ
    }
}
