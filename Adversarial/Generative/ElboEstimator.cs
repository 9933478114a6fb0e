namespace Scratch.Adversarial.Generative;

/// <summary>
/// Estimates −ELBO and the importance-weighted bound of an autoencoder: log w = log p(x|z) + log p(z) − log q(z|x) for
/// K draws z of q(z|x); ELBO = E[log w], and log (1/K Σ w) bounds log p(x) more tightly. Burda, Grosse and
/// Salakhutdinov 2016.
/// </summary>
public sealed class ElboEstimator
{
    private const int BatchSize = 256;

    private readonly Network _encoder;
    private readonly Network _decoder;
    private readonly Dataset _data;
    private readonly int _draws;
    private readonly int _latent;
    private readonly int _conditions;
    private readonly Workspace _encoderPass;
    private readonly Workspace _decoderPass;
    private readonly Matrix _batch;
    private readonly Matrix _noise;
    private readonly Matrix _prompts;
    private readonly Matrix _losses = Matrix.Allocate(1, BatchSize);
    private readonly float[] _divergences = new float[BatchSize];
    private readonly double[] _reconstructions = new double[BatchSize];
    private readonly double[] _logWeights;

    private ElboEstimator(Network encoder, Network decoder, Dataset data, int draws)
    {
        (_encoder, _decoder, _data, _draws) = (encoder, decoder, data, draws);
        _conditions = Conditioning.CountColumns(encoder, data);
        _latent = decoder.Inputs - _conditions;
        if (encoder.Layers is not [.., GaussianHeads] || encoder.Outputs != 2 * _latent
            || decoder.Outputs != data.Features)
        {
            throw new ArgumentException(
                $"An encoder with {encoder.Outputs} outputs and a decoder from {decoder.Inputs} to {decoder.Outputs} "
                    + $"are no standard autoencoder of {data.Name}.");
        }
        _encoderPass = new Workspace(encoder, BatchSize);
        _decoderPass = new Workspace(decoder, BatchSize);
        _batch = Matrix.Allocate(BatchSize, encoder.Inputs);
        _noise = Matrix.Allocate(BatchSize, _latent);
        _prompts = Matrix.Allocate(BatchSize, decoder.Inputs);
        _logWeights = new double[BatchSize * draws];
    }

    /// <summary>The evidence of a whole data set. Allocates.</summary>
    /// <param name="encoder">Ends in <see cref="GaussianHeads"/>; may be told the class.</param>
    /// <param name="decoder">Ends in a sigmoid.</param>
    /// <param name="data">At least two examples.</param>
    /// <param name="draws">K, at least 1.</param>
    /// <param name="random">Draw k of example e comes from <c>random.Fork(e).Fork(k)</c>.</param>
    /// <param name="progress">Told after every batch; null for nobody.</param>
    /// <param name="cancellation">Checked between batches.</param>
    /// <exception cref="ArgumentException">The networks are no standard autoencoder of the data.</exception>
    public static ElboReport Estimate(
        Network encoder, Network decoder, Dataset data, int draws, RandomStream random,
        IProgress<WorkProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        ArgumentNullException.ThrowIfNull(decoder);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(draws);
        ArgumentOutOfRangeException.ThrowIfLessThan(data.Count, 2);
        var estimator = new ElboEstimator(encoder, decoder, data, draws);
        Moments reconstruction = default, divergence = default, bound = default, importance = default;
        for (int start = 0; start < data.Count; start += BatchSize)
        {
            cancellation.ThrowIfCancellationRequested();
            int count = Math.Min(BatchSize, data.Count - start);
            estimator.Run(start, count, random, cancellation);
            for (int i = 0; i < count; i++)
            {
                double ofPixels = estimator._reconstructions[i] / draws, ofPrompt = estimator._divergences[i];
                reconstruction.Add(ofPixels);
                divergence.Add(ofPrompt);
                bound.Add(ofPixels + ofPrompt);
                importance.Add(Math.Log(draws) - LogSumExp(estimator._logWeights.AsSpan(i * draws, draws)));
            }
            progress.Report((double)(start + count) / data.Count);
        }
        return new ElboReport
        {
            Examples = data.Count,
            Draws = draws,
            Reconstruction = reconstruction.Mean,
            Divergence = divergence.Mean,
            NegativeBoundError = bound.StandardError,
            NegativeImportanceBound = importance.Mean,
            NegativeImportanceBoundError = importance.StandardError,
        };
    }

    /// <summary>The sums over the draws of −log p(x|z), and log w of every draw, for some examples.</summary>
    private void Run(int start, int count, RandomStream random, CancellationToken cancellation)
    {
        int[] rows = [.. Enumerable.Range(start, count)];
        Matrix batch = _batch.SliceRows(0, count), x = batch.SliceColumns(0, _data.Features),
            noise = _noise.SliceRows(0, count);
        Matrix prompts = _prompts.SliceRows(0, count), z = prompts.SliceColumns(0, _latent),
            losses = _losses.SliceColumns(0, count);
        _data.GatherInputs(rows, x);
        Conditioning.Gather(_data, rows, _conditions, batch);
        Conditioning.Gather(_data, rows, _conditions, prompts);
        Matrix heads = _encoder.Forward(_encoderPass, batch);
        Reparameterisation.Divergence(heads, _divergences.AsSpan(0, count));
        Array.Clear(_reconstructions);
        for (int draw = 0; draw < _draws; draw++)
        {
            cancellation.ThrowIfCancellationRequested();
            for (int i = 0; i < count; i++)
            {
                random.Fork(start + i).Fork(draw).FillNormal(noise.Row(i));
            }
            Reparameterisation.Forward(heads, noise, z);
            _data.Domain.Reconstruction.Compute(_decoder.ForwardToLogits(_decoderPass, prompts), x, losses, 1, default);
            for (int i = 0; i < count; i++)
            {
                _reconstructions[i] += losses[0, i];
                _logWeights[(i * _draws) + draw] =
                    LogRatio(heads.Row(i)[_latent..], noise.Row(i), z.Row(i)) - losses[0, i];
            }
        }
    }

    /// <summary>
    /// log p(z) − log q(z|x) = Σ ½ (ε² − z² + log σ²): the constants of the two normal densities cancel.
    /// </summary>
    private static double LogRatio(ReadOnlySpan<float> logVariance, ReadOnlySpan<float> noise, ReadOnlySpan<float> z)
    {
        double sum = 0;
        for (int j = 0; j < z.Length; j++)
        {
            sum += ((double)noise[j] * noise[j]) - ((double)z[j] * z[j]) + logVariance[j];
        }
        return 0.5 * sum;
    }

    private static double LogSumExp(ReadOnlySpan<double> values)
    {
        double max = TensorPrimitives.Max(values), sum = 0;
        foreach (double value in values)
        {
            sum += Math.Exp(value - max);
        }
        return max + Math.Log(sum);
    }

    /// <summary>A mean and its standard error, number by number (Welford 1962).</summary>
    private record struct Moments
    {
        private int _count;
        private double _squares;

        public double Mean { get; private set; }

        public readonly double StandardError => Math.Sqrt(_squares / (_count - 1) / _count);

        public void Add(double value)
        {
            double difference = value - Mean;
            Mean += difference / ++_count;
            _squares += difference * (value - Mean);
        }
    }
}
