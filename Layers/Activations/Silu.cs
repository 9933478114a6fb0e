using System.Numerics;

namespace Scratch.Layers;

/// <summary>y = x σ(x), also called swish. dX = (σ + x σ (1 − σ)) dY. Hendrycks and Gimpel 2016; Ramachandran et al. 2017.</summary>
/// <remarks>It falls and then rises, so y doesn't determine x: the way back reads the input. At −∞ it is NaN, as in PyTorch.</remarks>
public sealed class Silu() : VectorFunction<Silu.Function>(default)
{
    /// <inheritdoc/>
    public override string Type => "Silu";

    /// <inheritdoc/>
    public override bool BackwardReadsInput => true;

    /// <summary>The function; derivatives in terms of x.</summary>
    public readonly record struct Function : IVectorFunction
    {
        /// <inheritdoc/>
        public Vector<float> Value(Vector<float> x) => x * VectorMath.Sigmoid(x);

        /// <inheritdoc/>
        public Vector<float> Derivative(Vector<float> x)
        {
            Vector<float> sigma = VectorMath.Sigmoid(x);
            return sigma + (x * sigma * (Vector<float>.One - sigma));
        }

        /// <inheritdoc/>
        public Vector<float> SecondDerivative(Vector<float> x)
        {
            Vector<float> sigma = VectorMath.Sigmoid(x);
            Vector<float> slope = sigma * (Vector<float>.One - sigma); // σ′; σ″ = σ′ (1 − 2σ)
            return slope * (new Vector<float>(2) + (x * (Vector<float>.One - sigma - sigma)));
        }
    }
}
