using System.Numerics;

namespace Scratch.Layers;

/// <summary>
/// y = ½ x (1 + tanh u) = x σ(2u), u = √(2/π) (x + 0.044715 x³). dX = (σ + x σ (1 − σ) 2u′) dY. Hendrycks and Gimpel 2016, section 2.
/// </summary>
/// <remarks>The approximation that GPT-2 uses. The way back reads the input, as for <see cref="Gelu"/>.</remarks>
public sealed class GeluTanh() : VectorFunction<GeluTanh.Function>(default)
{
    /// <inheritdoc/>
    public override string Type => "GeluTanh";

    /// <inheritdoc/>
    public override bool BackwardReadsInput => true;

    /// <summary>The function; derivatives in terms of x.</summary>
    public readonly record struct Function : IVectorFunction
    {
        private const float Linear = 1.5957691f; // 2 √(2/π)
        private const float Cubic = 0.044715f * Linear;

        /// <inheritdoc/>
        public Vector<float> Value(Vector<float> x) => x * Sigma(x);

        /// <inheritdoc/>
        public Vector<float> Derivative(Vector<float> x)
        {
            Vector<float> sigma = Sigma(x);
            return sigma + (x * sigma * (Vector<float>.One - sigma) * Slope(x));
        }

        /// <inheritdoc/>
        public Vector<float> SecondDerivative(Vector<float> x)
        {
            Vector<float> sigma = Sigma(x), slope = Slope(x), curvature = new Vector<float>(6 * Cubic) * x;
            Vector<float> first = sigma * (Vector<float>.One - sigma); // σ′; σ″ = σ′ (1 − 2σ)
            Vector<float> second = (slope * slope * (Vector<float>.One - sigma - sigma)) + curvature; // of σ(2u(x)), over σ′
            return first * (slope + slope + (x * second));
        }

        /// <summary>σ(2u).</summary>
        private static Vector<float> Sigma(Vector<float> x) =>
            VectorMath.Sigmoid(x * (new Vector<float>(Linear) + (new Vector<float>(Cubic) * x * x)));

        /// <summary>2u′.</summary>
        private static Vector<float> Slope(Vector<float> x) => new Vector<float>(Linear) + (new Vector<float>(3 * Cubic) * x * x);
    }
}
