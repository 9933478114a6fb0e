namespace Scratch.Adversarial.Cleaning;

/// <summary>How badly an autoencoder makes an example again from its prompt.</summary>
/// <remarks>
/// s(x) = log ‖G(μ(x)) − x‖². The autoencoder (pixels → 256 relu → 32 → 256 relu → pixels, variational) learns from the
/// three quarters of the examples with the least <see cref="OutlierScores"/>: from all of them it learns the outliers
/// too, and what is smooth is then made again better than what is usual.
/// </remarks>
internal static class ReconstructionScores
{
    private const int Hidden = 256, Latent = 32, BatchSize = 128, Epochs = 10;
    private const float Rate = 2e-3f, WarmUp = 0.05f;
    private const double Learned = 0.75;

    private enum Purpose
    {
        Encoder = 0,
        Decoder = 1,
        Training = 2,
    }

    /// <summary>
    /// The score of every example, in <see cref="RobustDeviations"/> above the typical one. Allocates.
    /// </summary>
    /// <param name="data">Finite examples, not all of them the same.</param>
    /// <param name="seed">Of everything random.</param>
    /// <param name="progress">Told of the share that is done.</param>
    /// <param name="cancellation">Ends it with an <see cref="OperationCanceledException"/>.</param>
    public static double[] Compute(
        Dataset data, ulong seed, Action<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        double[] distances = OutlierScores.Compute(data, share => progress?.Invoke(share / 2), cancellation);
        int[] nearest = [.. Enumerable.Range(0, data.Count)];
        Array.Sort(distances, nearest);
        int[] learned = nearest[..(int)Math.Ceiling(Learned * nearest.Length)];
        Array.Sort(learned);
        (Network encoder, Network decoder) = Train(data.Subset(learned), seed, cancellation);
        Matrix again = decoder.PredictOutputs(PromptBank.Encode(PromptEncoder.From(encoder), data).Means);
        double[] scores = new double[data.Count];
        for (int row = 0; row < scores.Length; row++)
        {
            TensorPrimitives.Subtract(again.Row(row), data.Inputs.Row(row), again.Row(row));
            scores[row] = Math.Log(Math.Max(Reductions.SumOfSquares<float>(again.Row(row)), double.Epsilon));
        }
        progress?.Invoke(1);
        return RobustDeviations.Compute(scores);
    }

    private static (Network Encoder, Network Decoder) Train(Dataset data, ulong seed, CancellationToken cancellation)
    {
        var random = new RandomStream(seed);
        int pixels = data.Inputs.Columns;
        var encoder = new Network(
            pixels, new Dense(pixels, Hidden, Initialisers.HeNormal), new Relu(), new GaussianHeads(Hidden, Latent));
        var decoder = new Network(
            Latent, new Dense(Latent, Hidden, Initialisers.HeNormal), new Relu(), new Dense(Hidden, pixels),
            new Sigmoid());
        encoder.Initialise(random.Fork((int)Purpose.Encoder));
        decoder.Initialise(random.Fork((int)Purpose.Decoder));
        var schedule = new CosineSchedule(Rate, WarmUp);
        var step = new AutoencoderStep(
            new Learner("encoder", encoder, new Adam(encoder.Parameters), schedule),
                new Learner("decoder", decoder, new Adam(decoder.Parameters), schedule), data, BatchSize);
        TrainingLoop.Run(step, data.Count, BatchSize, Epochs, random.Fork((int)Purpose.Training), callbacks: [],
            cancellation);
        return (encoder, decoder);
    }
}
