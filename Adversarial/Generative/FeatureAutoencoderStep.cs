namespace Scratch.Adversarial.Generative;

/// <summary>
/// One update of a VAE-GAN: an autoencoder whose reconstruction is measured in what the discriminator sees, ½ ‖h(x) −
/// h(G(z))‖² with h a hidden layer of it, and whose decoder also plays the generator. Larsen et al. 2016, algorithm 1.
/// </summary>
/// <remarks>
/// encoder: features + β KL; decoder: γ features + fooling, on z = μ + σ ⊙ ε and on z from N(0, 1) alike;
/// discriminator: real against both.
/// </remarks>
public sealed class FeatureAutoencoderStep : EncodingStep
{
    private static readonly Loss SquaredError = new MeanSquaredError();

    private readonly DiscriminatorTrainer _adversary;
    private readonly Network _discriminator;
    private readonly int _featureLayers;
    private readonly Workspace _realFeatures;
    private readonly Workspace _features;
    private readonly Matrix _z;
    private readonly Matrix _dZ;
    private readonly Matrix _dFeatures;
    private readonly Matrix _dSamples;
    private readonly Matrix _dFooling;

    /// <summary>The step of one training. Allocates what the largest batch needs.</summary>
    /// <param name="encoder">Ends in <see cref="GaussianHeads"/>.</param>
    /// <param name="decoder">From prompts to samples.</param>
    /// <param name="adversary">Room for two batches; the features are the inputs of its discriminator's last layer
    /// before the logit.</param>
    /// <param name="data">The training part.</param>
    /// <param name="batchSize">The largest batch.</param>
    /// <exception cref="ArgumentException">The networks don't fit together.</exception>
    public FeatureAutoencoderStep(
        Learner encoder, Learner decoder, DiscriminatorTrainer adversary, Dataset data, int batchSize)
        : base(encoder, decoder, data, batchSize, decoded: 2 * batchSize)
    {
        _discriminator = adversary.Discriminator.Network;
        _featureLayers = _discriminator.LogitLayers - 1;
        int latent = Decoder.Inputs, pixels = Decoder.Outputs;
        if (Encoder.Outputs != 2 * latent || Encoder.Inputs != pixels || _discriminator.Inputs != pixels
            || _featureLayers < 1)
        {
            throw new ArgumentException(
                $"The decoder makes {pixels} of {latent}; the encoder, {Encoder.Inputs} to {Encoder.Outputs}, or the "
                    + $"discriminator of {_discriminator.Inputs} doesn't fit it, or has no hidden layer.");
        }
        (_adversary, Stage, Learners) = (adversary, "gan", [encoder, decoder, adversary.Discriminator]);
        _realFeatures = new Workspace(_discriminator, batchSize);
        _features = new Workspace(_discriminator, batchSize);
        _z = Matrix.Allocate(2 * batchSize, latent);
        _dZ = Matrix.Allocate(2 * batchSize, latent);
        _dFeatures = Matrix.Allocate(batchSize, _discriminator.Width(_featureLayers));
        _dSamples = Matrix.Allocate(2 * batchSize, pixels);
        _dFooling = Matrix.Allocate(2 * batchSize, pixels);
    }

    /// <summary>γ, the weight of the features for the decoder, at least 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public float FeatureWeight
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(FeatureWeight));
            field = value;
        }
    } = 1;

    /// <summary>β, the weight of the divergence for the encoder, at least 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public float Beta
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(Beta));
            field = value;
        }
    } = 1;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Metrics { get; } = ["discriminator", "generator", "features", "divergence"];

    /// <inheritdoc/>
    public override void Run(in StepContext context, Span<float> metrics)
    {
        int rows = context.Rows.Length;
        Matrix x = Gather(context), z = _z.SliceRows(0, 2 * rows), dZ = _dZ.SliceRows(0, 2 * rows);
        RandomStream random = context.Random;

        // The prompts of the batch, and behind them as many from N(0, 1).
        Matrix heads = Encode(x, random.Fork(0), random.Fork(1), z.SliceRows(0, rows));
        random.Fork(2).FillNormal(z.SliceRows(rows, rows).Span);
        Matrix samples = Decoder.Forward(DecoderPass, z, Mode.Train, random.Fork(3));

        metrics[0] = _adversary.Train(context, random.Fork(4), x, samples);
        Matrix dFooling = _dFooling.SliceRows(0, 2 * rows), dSamples = _dSamples.SliceRows(0, 2 * rows);
        metrics[1] = _adversary.GeneratorLoss(context, random.Fork(5), x, samples, default, dFooling);
        dSamples.SliceRows(rows, rows).Fill(0);
        metrics[2] = CompareFeatures(x, samples.SliceRows(0, rows), dSamples.SliceRows(0, rows));
        Span<float> divergences = Losses(rows).Span;
        Reparameterisation.Divergence(heads, divergences);
        metrics[3] = Reductions.Sum<float>(divergences) / rows;

        // Two ways back through the decoder: the encoder's, along the features alone, and the decoder's own.
        Decoder.Backward(DecoderPass, dSamples, dZ, ParameterGradients.Skip);
        Differentiate(heads, dZ.SliceRows(0, rows), Beta / rows);
        BackwardThroughEncoder();
        TensorPrimitives.MultiplyAdd(dSamples.Span, FeatureWeight, dFooling.Span, dFooling.Span);
        Decoder.Backward(DecoderPass, dFooling, default, ParameterGradients.Accumulate);
        UpdateBoth(context);
    }

    /// <summary>
    /// ½ ‖h(x) − h(x')‖², mean over the batch, and its gradient with respect to x'; the discriminator stays as it is.
    /// </summary>
    private float CompareFeatures(Matrix x, Matrix samples, Matrix dSamples)
    {
        int rows = x.Rows, width = _dFeatures.Columns;
        Matrix losses = Losses(rows), dFeatures = _dFeatures.SliceRows(0, rows);
        _discriminator.ForwardToLogits(_realFeatures, x);
        _discriminator.ForwardToLogits(_features, samples);
        SquaredError.Compute(
            _discriminator.OutputOf(_features, _featureLayers), _discriminator.OutputOf(_realFeatures, _featureLayers),
                losses, 0.5f * width / rows, dFeatures);
        _discriminator.BackwardFrom(_features, _featureLayers, dFeatures, dSamples, ParameterGradients.Skip);
        // the loss is a mean over the features, this a sum
        return 0.5f * width * Reductions.Sum<float>(losses.Span) / rows;
    }
}
