namespace Scratch.Adversarial.Prompts;

/// <summary>A mixture of K Gaussians with full covariances, to draw from: Σₖ wₖ N(mₖ, Fₖ Fₖᵀ).</summary>
public sealed class GaussianMixture
{
    private readonly float[] _weights;

    /// <summary>A mixture over the given memory, which is not copied.</summary>
    /// <param name="weights">K shares, at least 0, of a sum above 0 (1 but for rounding).</param>
    /// <param name="means">(K, L).</param>
    /// <param name="factors">(K · L, L): for each component the lower triangular Cholesky factor of its
    /// covariance.</param>
    /// <exception cref="ArgumentException">The sizes disagree, or the weights are no shares.</exception>
    public GaussianMixture(float[] weights, Matrix means, Matrix factors)
    {
        ArgumentNullException.ThrowIfNull(weights);
        Shape.RequireLength(weights.Length, means.Rows, nameof(weights));
        Shape.Require(factors, means.Length, means.Columns);
        if (weights.AsSpan().ContainsAnyExceptInRange(0, 2) || !(weights.Sum() > 0))
        {
            throw new ArgumentException("The weights of a mixture are shares of 1.", nameof(weights));
        }
        (_weights, Means, Factors) = (weights, means, factors);
    }

    /// <summary>The share of each component.</summary>
    public ReadOnlySpan<float> Weights => _weights;

    /// <summary>(K, L), the mean of each component.</summary>
    public Matrix Means { get; }

    /// <summary>(K · L, L), the Cholesky factor of each component's covariance.</summary>
    public Matrix Factors { get; }

    /// <summary>The number of components.</summary>
    public int Components => Means.Rows;

    /// <summary>
    /// Fits a mixture to uncertain points, N(μᵢ, σᵢ²) each, by expectation-maximisation from a seeded start. Allocates.
    /// </summary>
    /// <param name="means">(N, L), μ, at least one row.</param>
    /// <param name="deviations">(N, L), σ; 0 for points that are certain.</param>
    /// <param name="components">K, at least 1; no more than there are points are used.</param>
    /// <param name="random">Decides where the components start.</param>
    public static GaussianMixture Fit(Matrix means, Matrix deviations, int components, RandomStream random)
    {
        Shape.RequireSame(means, deviations);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(components);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(means.Rows);
        var fit = new MixtureFit(means, deviations, Math.Min(components, means.Rows));
        fit.Seed(random);
        fit.Run();
        return fit.ToMixture();
    }

    /// <summary>
    /// Overwrites <paramref name="point"/>, L numbers, with a draw: m + F ε of a component drawn by its weight.
    /// </summary>
    public void Draw(RandomStream random, Span<float> point)
    {
        Shape.RequireLength(point.Length, Means.Columns, nameof(point));
        int component = Choose(random.Fork(0).Uniform(0));
        random.FillNormal(point);
        ReadOnlySpan<float> mean = Means.Row(component);
        for (int i = point.Length - 1; i >= 0; i--) // from the last on, because number i of F ε needs the ε before it
        {
            ReadOnlySpan<float> factor = Factors.Row((component * point.Length) + i)[..(i + 1)];
            point[i] = mean[i] + Reductions.Dot(factor, point[..(i + 1)]);
        }
    }

    private int Choose(float uniform)
    {
        float left = uniform * _weights.Sum();
        int last = 0;
        for (int component = 0; component < _weights.Length; component++)
        {
            if (_weights[component] > 0)
            {
                last = component; // what rounding leaves over falls to the last that may be drawn
                if (left < _weights[component])
                {
                    break;
                }
                left -= _weights[component];
            }
        }
        return last;
    }
}
