namespace Scratch.Adversarial.Quality;

/// <summary>
/// How densely samples lie where real examples do, and how many of those have a sample near them. Naeem et al. 2020,
/// equations 4 and 5.
/// </summary>
/// <remarks>
/// <code>
/// density  = 1/(k G) Σ over generated g of the number of real r with |g − r| ≤ NND_k(r)
/// coverage = share of real r with |g − r| ≤ NND_k(r) for some generated g
/// </code>
/// Both use the balls around real examples alone. Density is 1 for samples of the real distribution, and more for
/// samples that crowd where real examples are dense; coverage stays within [0, 1], and for samples of the real
/// distribution, as many, is about 1 − 2⁻ᵏ.
/// </remarks>
/// <param name="Density">Of the generated samples.</param>
/// <param name="Coverage">Of the real examples.</param>
public sealed record DensityCoverage(Estimate Density, Estimate Coverage)
{
    /// <summary>Both figures. Memory for one block of distances is allocated, and two numbers for each row.</summary>
    /// <param name="real">(R, F) features of real examples, R above k.</param>
    /// <param name="generated">(G, F) features of generated samples, at least 2.</param>
    /// <param name="k">The neighbour that a ball reaches to.</param>
    /// <param name="cancellation">Ends it with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ArgumentException">The widths differ, or there are too few rows.</exception>
    public static DensityCoverage Compute(
        Matrix real, Matrix generated, int k, CancellationToken cancellation = default)
    {
        var balls = new Neighbourhoods(real, k, cancellation);
        double[] densities = [.. balls.CountAround(generated).Select(count => (double)count / k)];
        return new DensityCoverage(
            Estimate.OfMean(densities), Estimate.OfShare(balls.CountVisited(generated), real.Rows));
    }
}
