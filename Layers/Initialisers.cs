using Scratch.Engine;

namespace Scratch.Layers;

/// <summary>Fills the weights of a layer with their first values.</summary>
/// <param name="weights">(inputs, outputs), overwritten.</param>
/// <param name="random">The stream of the layer.</param>
public delegate void Initialiser(Matrix weights, RandomStream random);

/// <summary>The ways to start weights. Each keeps the variance of what flows through a layer near constant.</summary>
public static class Initialisers
{
    /// <summary>Normal with variance 2 / inputs: for relu, which halves the variance. He et al. 2015, eq. 10.</summary>
    public static void HeNormal(Matrix weights, RandomStream random) => Normal(weights, random, 2f / weights.Rows);

    /// <summary>Uniform with variance 2 / inputs. He et al. 2015.</summary>
    public static void HeUniform(Matrix weights, RandomStream random) => Uniform(weights, random, 2f / weights.Rows);

    /// <summary>Normal with variance 2 / (inputs + outputs). Glorot and Bengio 2010, eq. 12.</summary>
    public static void GlorotNormal(Matrix weights, RandomStream random) =>
        Normal(weights, random, 2f / (weights.Rows + weights.Columns));

    /// <summary>Uniform with variance 2 / (inputs + outputs). Glorot and Bengio 2010, eq. 16; the default, as in Keras.</summary>
    public static void GlorotUniform(Matrix weights, RandomStream random) =>
        Uniform(weights, random, 2f / (weights.Rows + weights.Columns));

    private static void Normal(Matrix weights, RandomStream random, float variance)
    {
        random.FillNormal(weights.Span);
        float deviation = MathF.Sqrt(variance);
        foreach (ref float weight in weights.Span)
        {
            weight *= deviation;
        }
    }

    private static void Uniform(Matrix weights, RandomStream random, float variance)
    {
        float limit = MathF.Sqrt(3 * variance); // the variance of a uniform number in ±limit is limit² / 3
        random.FillUniform(weights.Span, -limit, limit);
    }
}
