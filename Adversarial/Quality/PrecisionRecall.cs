namespace Scratch.Adversarial.Quality;

/// <summary>
/// How many samples look real, and how much of what is real is among the samples. Kynkäänniemi et al. 2019, equations 1
/// and 2.
/// </summary>
/// <remarks>
/// <code>
/// precision = share of generated g with |g − r| ≤ NND_k(r) for some real r
/// recall    = share of real r with |r − g| ≤ NND_k(g) for some generated g
/// </code>
/// NND_k is the distance to the k-th nearest of the same set. An outlier has a large ball, so one strange real example
/// raises precision:
/// <see cref="DensityCoverage"/> is less easily fooled. The errors are those of the shares, with the balls as they are.
/// </remarks>
/// <param name="Precision">Of the generated samples.</param>
/// <param name="Recall">Of the real examples.</param>
public sealed record PrecisionRecall(Estimate Precision, Estimate Recall)
{
    /// <summary>Both figures. Memory for one block of distances is allocated, and three numbers for each row.</summary>
    /// <param name="real">(R, F) features of real examples, R above k.</param>
    /// <param name="generated">(G, F) features of generated samples, G above k.</param>
    /// <param name="k">The neighbour that a ball reaches to.</param>
    /// <param name="cancellation">Ends it with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ArgumentException">The widths differ, or there are too few rows.</exception>
    public static PrecisionRecall Compute(
        Matrix real, Matrix generated, int k, CancellationToken cancellation = default) =>
        new(Share(generated, real, k, cancellation), Share(real, generated, k, cancellation));

    private static Estimate Share(Matrix queries, Matrix points, int k, CancellationToken cancellation) =>
        Estimate.OfShare(
            new Neighbourhoods(points, k, cancellation).CountAround(queries).Count(balls => balls > 0), queries.Rows);
}
