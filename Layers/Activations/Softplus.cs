using System.Numerics;

namespace Scratch.Layers;

/// <summary>y = log(1 + eˣ) = max(x, 0) + log(1 + e^−|x|). dX = σ(x) dY = (1 − e⁻ʸ) dY. Dugas et al. 2001.</summary>
public sealed class Softplus() : VectorFunction<Softplus.Function>(default)
{
    /// <inheritdoc/>
    public override string Type => "Softplus";

    /// <summary>The function; derivatives in terms of y.</summary>
    public readonly record struct Function : IVectorFunction
    {
        /// <inheritdoc/>
        public Vector<float> Value(Vector<float> x) => Vector.Max(x, Vector<float>.Zero) + VectorMath.LogP1(Vector.Exp(-Vector.Abs(x)));

        /// <inheritdoc/>
        public Vector<float> Derivative(Vector<float> y) => -VectorMath.ExpM1(-y);

        /// <inheritdoc/>
        public Vector<float> SecondDerivative(Vector<float> y) => -VectorMath.ExpM1(-y) * Vector.Exp(-y);
    }
}
