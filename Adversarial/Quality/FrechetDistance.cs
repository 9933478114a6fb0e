using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Double;
using Matrix = Scratch.Engine.Matrix;

namespace Scratch.Adversarial.Quality;

/// <summary>
/// The distance of two sets of features, each taken for a normal distribution: Fréchet 1957, Dowson and Landau 1982; of
/// generated samples Heusel et al. 2017.
/// </summary>
/// <remarks>
/// <code>
/// d² = |μ₁ − μ₂|² + tr(Σ₁ + Σ₂ − 2 (Σ₁ Σ₂)^½)
/// </code>
/// The square d² is what is reported, as everywhere. Σ₁ Σ₂ is not symmetric, but has the eigenvalues of Sᵀ Σ₂ S with Σ₁
/// = S Sᵀ, which is. The estimate is biased upwards by an amount that falls with the number of samples (Bińkowski et
/// al. 2018), so only figures with the same numbers of samples, and the same network, can be compared.
/// </remarks>
public static class FrechetDistance
{
    private const int Resamples = 20; // a standard error to about a sixth of itself

    /// <summary>
    /// d² of generated features from real ones, with its error over other samples from the generator.
    /// </summary>
    /// <param name="real">(R, F), at least 2 rows.</param>
    /// <param name="generated">(G, F), at least 2 rows.</param>
    /// <param name="random">What the error bar draws from.</param>
    /// <param name="cancellation">Ends it with an <see cref="OperationCanceledException"/>.</param>
    public static Estimate Compute(
        Matrix real, Matrix generated, RandomStream random, CancellationToken cancellation = default)
    {
        Shape.Require(generated, generated.Rows, real.Columns);
        GaussianMoments expected = GaussianMoments.Compute(real);
        double error = Bootstrap.StandardError(
            generated.Rows, Resamples, random, rows => Compute(expected, GaussianMoments.Compute(generated, rows)),
            cancellation);
        return new Estimate(Compute(expected, GaussianMoments.Compute(generated)), error, generated.Rows);
    }

    /// <summary>d² between two normal distributions of the same width.</summary>
    public static double Compute(GaussianMoments first, GaussianMoments second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        int width = first.Mean.Length;
        Shape.RequireLength(second.Mean.Length, width, nameof(second));
        double distance = 0, traces = 0;
        for (int i = 0; i < width; i++)
        {
            double difference = first.Mean[i] - second.Mean[i];
            distance += difference * difference;
            traces += first.Covariance[(i * width) + i] + second.Covariance[(i * width) + i];
        }
        return distance + traces - (2 * TraceOfRoot(Symmetric(first), Symmetric(second)));
    }

    /// <summary>tr (Σ₁ Σ₂)^½ = Σ √λ over the eigenvalues λ of Sᵀ Σ₂ S, S = V Λ^½ from Σ₁ = V Λ Vᵀ.</summary>
    private static double TraceOfRoot(Matrix<double> first, Matrix<double> second)
    {
        var decomposition = first.Evd(Symmetricity.Symmetric);
        Matrix<double> root = decomposition.EigenVectors * DenseMatrix.OfDiagonalVector(
            decomposition.EigenValues.Map(value => Root(value.Real)));
        Matrix<double> product = root.TransposeThisAndMultiply(second * root);
        product = (product + product.Transpose()) / 2; // symmetric but for rounding
        return product.Evd(Symmetricity.Symmetric).EigenValues.Sum(value => Root(value.Real));
    }

    /// <summary>A covariance has no negative eigenvalue, but rounding may leave one of −1e-16.</summary>
    private static double Root(double eigenvalue) => Math.Sqrt(Math.Max(0, eigenvalue));

    private static DenseMatrix Symmetric(GaussianMoments moments) =>
        new(moments.Mean.Length, moments.Mean.Length, (double[])moments.Covariance.Clone());
}
