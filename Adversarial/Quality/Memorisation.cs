namespace Scratch.Adversarial.Quality;

/// <summary>
/// Whether samples lie closer to the training images than to others: a generator that copies what it was trained on
/// does.
/// </summary>
/// <remarks>
/// <code>
/// ratio = median over samples of min |sample − training image| / median over samples of min |sample − held-out image|
/// </code>
/// 1 for a generator that has learned the distribution, 0 for one that gives training images back. Both sets have the
/// same number of images, since the nearest of more is nearer. The distance is Euclidean, over pixels: a copy that is
/// shifted by a pixel goes unnoticed. The idea is the nearest-neighbour test of Meehan, Chaudhuri and Dasgupta 2020, as
/// a ratio.
/// </remarks>
public static class Memorisation
{
    private const int Resamples = 100;

    /// <summary>The ratio of the medians, and its error over other samples.</summary>
    /// <param name="samples">(N, pixels).</param>
    /// <param name="training">(M, pixels), images that the generator was trained on.</param>
    /// <param name="heldOut">(M, pixels), others.</param>
    /// <param name="random">What the error bar draws from.</param>
    /// <param name="cancellation">Ends it with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ArgumentException">The shapes don't fit together.</exception>
    public static Estimate Compute(
        Matrix samples, Matrix training, Matrix heldOut, RandomStream random,
        CancellationToken cancellation = default)
    {
        Shape.RequireSame(training, heldOut);
        float[] toTraining = NearestNeighbours.Squared(samples, training, 1, cancellation),
            toHeldOut = NearestNeighbours.Squared(samples, heldOut, 1, cancellation);
        double error = Bootstrap.StandardError(samples.Rows, Resamples, random, Ratio, cancellation);
        return new Estimate(Ratio([.. Enumerable.Range(0, samples.Rows)]), error, samples.Rows);

        double Ratio(int[] rows) => Median(toTraining, rows) / Median(toHeldOut, rows);
    }

    private static double Median(float[] squared, int[] rows)
    {
        float[] some = [.. rows.Select(row => squared[row])];
        Array.Sort(some);
        int half = some.Length / 2;
        return some.Length % 2 == 1 ? Math.Sqrt(some[half]) : (Math.Sqrt(some[half - 1]) + Math.Sqrt(some[half])) / 2;
    }
}
