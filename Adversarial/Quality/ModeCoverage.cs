namespace Scratch.Adversarial.Quality;

/// <summary>
/// What a classifier takes samples for: the share of each class, and how far the shares are from even ones.
/// </summary>
/// <remarks>
/// <code>
/// KL(p ‖ uniform) = Σ over classes of p ln(p C)
/// </code>
/// 0 for even shares, ln C where all samples are of one class; on n samples of even classes it is about (C − 1) / 2n.
/// The measure of Che et al. 2017 and Srivastava et al. 2017. It says nothing of what happens within a class, and the
/// classifier has to put every sample, noise too, into some class.
/// </remarks>
/// <param name="Shares">One share for each class.</param>
/// <param name="Covered">The classes with at least a tenth of an even share.</param>
/// <param name="LeastShare">The smallest share.</param>
/// <param name="Divergence">KL(p ‖ uniform), in nats.</param>
public sealed record ModeCoverage(IReadOnlyList<double> Shares, int Covered, Estimate LeastShare, Estimate Divergence)
{
    private const double CoveredShare = 0.1; // of an even share

    /// <summary>The figures of predicted classes.</summary>
    /// <param name="predictions">What the classifier says of each sample, at least one.</param>
    /// <param name="classes">The number of classes; predictions lie below it.</param>
    public static ModeCoverage Compute(ReadOnlySpan<int> predictions, int classes)
    {
        ArgumentOutOfRangeException.ThrowIfZero(predictions.Length, nameof(predictions));
        int[] counts = new int[classes];
        foreach (int prediction in predictions)
        {
            counts[prediction]++;
        }
        int samples = predictions.Length;
        double[] shares = [.. counts.Select(count => (double)count / samples)];
        double divergence = 0, squares = 0;
        foreach (double share in shares.Where(share => share > 0))
        {
            double surprise = Math.Log(share * classes);
            divergence += share * surprise;
            squares += share * surprise * surprise;
        }
        // The delta method: the error of Σ p ln p is that of a mean of ln p.
        double error = Math.Sqrt(Math.Max(0, squares - (divergence * divergence)) / samples);
        return new ModeCoverage(
            shares,
            shares.Count(share => share >= CoveredShare / classes),
            Estimate.OfShare(counts.Min(), samples),
            new Estimate(divergence, error, samples));
    }
}
