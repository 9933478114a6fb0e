namespace Scratch.Adversarial.Generative;

/// <summary>
/// One update of an adversarial autoencoder: reconstruction as in a variational one, but prompts are made to look like
/// N(0, 1) by a discriminator of prompts instead of a divergence. Makhzani et al. 2016.
/// </summary>
/// <remarks>
/// The paper takes reconstruction and game in turn; here the encoder gets both gradients in one update.
/// </remarks>
public sealed class AdversarialAutoencoderStep : EncodingStep
{
    private readonly DiscriminatorTrainer _adversary;
    private readonly Matrix _prior;
    private readonly Matrix _z;
    private readonly Matrix _dZ;
    private readonly Matrix _dFooling;

    /// <summary>The step of one training. Allocates what the largest batch needs.</summary>
    /// <param name="encoder">Ends in <see cref="GaussianHeads"/>.</param>
    /// <param name="decoder">From prompts to pixels; ends in a sigmoid.</param>
    /// <param name="adversary">Its discriminator takes prompts.</param>
    /// <param name="data">The training part.</param>
    /// <param name="batchSize">The largest batch.</param>
    /// <exception cref="ArgumentException">The networks don't fit together.</exception>
    public AdversarialAutoencoderStep(
        Learner encoder, Learner decoder, DiscriminatorTrainer adversary, Dataset data, int batchSize)
        : base(encoder, decoder, data, batchSize)
    {
        int latent = Decoder.Inputs, prompt = adversary.Discriminator.Network.Inputs;
        if (Encoder.Outputs != 2 * latent || prompt != latent)
        {
            throw new ArgumentException(
                $"The decoder takes {latent}; the encoder's {Encoder.Outputs} outputs or the discriminator's {prompt} "
                    + "inputs don't fit it.");
        }
        (_adversary, Learners) = (adversary, [encoder, decoder, adversary.Discriminator]);
        _prior = Matrix.Allocate(batchSize, latent);
        _z = Matrix.Allocate(batchSize, latent);
        _dZ = Matrix.Allocate(batchSize, latent);
        _dFooling = Matrix.Allocate(batchSize, latent);
    }

    /// <summary>The weight of the game beside the reconstruction, a sum over the pixels; at least 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public float GameWeight
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(GameWeight));
            field = value;
        }
    } = 1;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Metrics { get; } = ["reconstruction", "discriminator", "generator"];

    /// <inheritdoc/>
    public override void Run(in StepContext context, Span<float> metrics)
    {
        int rows = context.Rows.Length;
        RandomStream random = context.Random;
        Matrix x = Gather(context), prior = _prior.SliceRows(0, rows), z = _z.SliceRows(0, rows);
        Matrix dZ = _dZ.SliceRows(0, rows), dFooling = _dFooling.SliceRows(0, rows);
        random.Fork(1).FillNormal(prior.Span);

        Matrix heads = Encode(x, random.Fork(0), random.Fork(2), z);
        metrics[0] = Reconstruct(z, random.Fork(3), x, 1f / rows) / rows;
        metrics[1] = _adversary.Train(context, random.Fork(4), prior, z);
        metrics[2] = _adversary.GeneratorLoss(context, random.Fork(5), prior, z, default, dFooling);

        BackwardThroughDecoder(dZ);
        TensorPrimitives.MultiplyAdd(dFooling.Span, GameWeight, dZ.Span, dZ.Span); // z has two consumers
        Differentiate(heads, dZ, divergenceWeight: 0);
        BackwardThroughEncoder();
        UpdateBoth(context);
    }
}
