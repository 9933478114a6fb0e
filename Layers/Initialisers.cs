using System.Numerics.Tensors;
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

    /// <summary>
    /// Uniform with variance 2 / (inputs + outputs). Glorot and Bengio 2010, eq. 16; the default, as in Keras.
    /// </summary>
    public static void GlorotUniform(Matrix weights, RandomStream random) =>
        Uniform(weights, random, 2f / (weights.Rows + weights.Columns));

    /// <summary>
    /// Normal with variance 1 / inputs: for functions with slope 1 at zero, such as tanh. LeCun et al. 1998, eq. 16.
    /// </summary>
    public static void LeCunNormal(Matrix weights, RandomStream random) => Normal(weights, random, 1f / weights.Rows);

    /// <summary>Uniform with variance 1 / inputs. LeCun et al. 1998.</summary>
    public static void LeCunUniform(Matrix weights, RandomStream random) => Uniform(weights, random, 1f / weights.Rows);

    /// <summary>
    /// Uniform within ±1/√inputs, variance 1 / (3 inputs): the heuristic that Glorot and Bengio 2010 begin with, eq. 1;
    /// PyTorch's default.
    /// </summary>
    public static void FanInUniform(Matrix weights, RandomStream random) =>
        Uniform(weights, random, 1f / (3 * weights.Rows));

    /// <summary>Zero: for a last layer whose first outputs are all to be alike.</summary>
    public static void Zeros(Matrix weights, RandomStream random) => weights.Fill(0);

    /// <summary>
    /// A random rotation: the columns are orthonormal, or the rows where there are fewer. Saxe et al. 2014. Allocates.
    /// </summary>
    /// <remarks>
    /// Gram and Schmidt on normal numbers, which leaves every rotation equally likely (Mezzadri 2007). Each vector is
    /// made orthogonal twice, since the first time leaves rounding errors as large as what it takes away (Giraud et al.
    /// 2005).
    /// </remarks>
    public static void Orthogonal(Matrix weights, RandomStream random)
    {
        bool isTall = weights.Rows > weights.Columns;
        Matrix vectors = isTall ? Matrix.Allocate(weights.Columns, weights.Rows) : weights;
        random.FillNormal(vectors.Span);
        for (int i = 0; i < vectors.Rows; i++)
        {
            Span<float> vector = vectors.Row(i);
            for (int j = 0; j < 2 * i; j++)
            {
                ReadOnlySpan<float> earlier = vectors.Row(j % i);
                TensorPrimitives.MultiplyAdd(earlier, -Reductions.Dot(earlier, vector), vector, vector);
            }
            TensorPrimitives.Divide(vector, Reductions.Norm<float>(vector), vector);
        }
        for (int i = 0; isTall && i < weights.Length; i++)
        {
            weights[i / weights.Columns, i % weights.Columns] = vectors[i % weights.Columns, i / weights.Columns];
        }
    }

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
