using System.Numerics;

namespace Scratch.Layers;

/// <summary>y = x where x &gt; 0, else α (eˣ − 1). dX = dY where y &gt; 0, else (y + α) dY. Clevert et al. 2016, eq. 15.</summary>
public sealed class Elu : VectorFunction<Elu.Function>
{
    /// <summary>An exponential linear unit.</summary>
    /// <param name="alpha">α, above 0: minus the limit of y on the left; 1 unless given.</param>
    public Elu(float alpha = 1)
        : base(new Function(alpha))
    {
        if (!(alpha > 0 && float.IsFinite(alpha)))
        {
            throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "The alpha of an elu is above 0.");
        }
        Alpha = alpha;
    }

    /// <summary>α, minus the limit of y on the left.</summary>
    public float Alpha { get; }

    /// <inheritdoc/>
    public override string Type => "Elu";

    /// <summary>The function; derivatives in terms of y.</summary>
    /// <param name="Alpha">α.</param>
    public readonly record struct Function(float Alpha) : IVectorFunction
    {
        /// <inheritdoc/>
        public Vector<float> Value(Vector<float> x) =>
            Vector.ConditionalSelect(Vector.GreaterThan(x, Vector<float>.Zero), x, new Vector<float>(Alpha) * VectorMath.ExpM1(x));

        /// <inheritdoc/>
        public Vector<float> Derivative(Vector<float> y) =>
            Vector.ConditionalSelect(Vector.GreaterThan(y, Vector<float>.Zero), Vector<float>.One, y + new Vector<float>(Alpha));

        /// <inheritdoc/>
        public Vector<float> SecondDerivative(Vector<float> y) =>
            Vector.ConditionalSelect(Vector.GreaterThan(y, Vector<float>.Zero), Vector<float>.Zero, y + new Vector<float>(Alpha));
    }
}
