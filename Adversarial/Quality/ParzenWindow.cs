namespace Scratch.Adversarial.Quality;

/// <summary>
/// The log-likelihood of examples under normal distributions around samples, all of the same deviation. Goodfellow et
/// al. 2014, section 5.
/// </summary>
/// <remarks>
/// <code>
/// ln p(x) = ln(1/n Σ over samples s of exp(−|x − s|² / 2σ²)) − F/2 ln(2πσ²)
/// </code>
/// σ is chosen on a validation set. In hundreds of dimensions a blurred sample scores better than a sharp one: the
/// centres of k-means can beat real examples (Theis, van den Oord and Bethge 2016). So read it beside those two.
/// </remarks>
/// <param name="LogLikelihood">The mean over the examples, in nats.</param>
/// <param name="Deviation">The σ that was chosen.</param>
/// <param name="Samples">The number of samples that the distributions stand around.</param>
public sealed record ParzenWindow(Estimate LogLikelihood, double Deviation, int Samples)
{
    // from 0.05 to 1 of the range of a pixel, each a sixth above the one before
    private static readonly double[] Deviations =
        [.. Enumerable.Range(0, 20).Select(i => 0.05 * Math.Pow(20, i / 19.0))];

    /// <summary>
    /// The mean log-likelihood of examples, σ chosen where that of the validation examples is highest.
    /// </summary>
    /// <param name="samples">(N, F).</param>
    /// <param name="validation">(V, F), at least one row.</param>
    /// <param name="examples">(M, F), at least 2 rows.</param>
    /// <param name="cancellation">Ends it with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ArgumentException">The widths differ.</exception>
    public static ParzenWindow Compute(
        Matrix samples, Matrix validation, Matrix examples, CancellationToken cancellation = default)
    {
        double[][] tried = LogLikelihoods(samples, validation, Deviations, cancellation);
        double best = Deviations[Enumerable.Range(0, tried.Length).MaxBy(i => tried[i].Average())];
        return new ParzenWindow(
            Estimate.OfMean(LogLikelihoods(samples, examples, [best], cancellation)[0]), best, samples.Rows);
    }

    /// <summary>For each deviation, ln p of every example.</summary>
    internal static double[][] LogLikelihoods(
        Matrix samples, Matrix examples, double[] deviations, CancellationToken cancellation = default)
    {
        var reader = new Reader(examples.Rows, deviations);
        SquaredDistances.Read(examples, samples, reader, cancellation);
        return [.. deviations.Select((deviation, d) =>
        {
            double normalisation =
                Math.Log(samples.Rows) + (examples.Columns / 2.0 * Math.Log(2 * Math.PI * deviation * deviation));
            return reader.LogSums(d).Select(sum => sum - normalisation).ToArray();
        })];
    }

    /// <summary>
    /// ln Σ exp(−d²/2σ²) as −m/2σ² + ln Σ exp((m − d²)/2σ²), m the least d² so far: without it every term would be 0.
    /// </summary>
    private sealed class Reader : IDistanceReader
    {
        private readonly double[] _least;
        private readonly double[][] _sums;
        private readonly double[] _factors;

        public Reader(int examples, double[] deviations)
        {
            _least = new double[examples];
            Array.Fill(_least, double.PositiveInfinity);
            _sums = [.. deviations.Select(_ => new double[examples])];
            _factors = [.. deviations.Select(deviation => 1 / (2 * deviation * deviation))];
        }

        public IEnumerable<double> LogSums(int d) =>
            _sums[d].Zip(_least, (sum, least) => Math.Log(sum) - (least * _factors[d]));

        public void Read(int query, int firstPoint, ReadOnlySpan<float> squared)
        {
            double before = _least[query], least = Math.Min(before, TensorPrimitives.Min(squared));
            Span<float> memory = stackalloc float[2 * SquaredDistances.PointsOfBlock];
            Span<float> differences = memory[..squared.Length], terms = memory.Slice(squared.Length, squared.Length);
            TensorPrimitives.Subtract((float)least, squared, differences);
            for (int d = 0; d < _factors.Length; d++)
            {
                TensorPrimitives.Multiply(differences, (float)_factors[d], terms);
                TensorPrimitives.Exp(terms, terms);
                double kept = least < before ? _sums[d][query] * Math.Exp((least - before) * _factors[d])
                    : _sums[d][query];
                _sums[d][query] = kept + Reductions.Sum(terms);
            }
            _least[query] = least;
        }
    }
}
