namespace Scratch.Adversarial.Generative;

/// <summary>
/// One update of BiGAN, or adversarially learned inference: the discriminator tells pairs (x, E(x)) from pairs (G(z),
/// z), and encoder and generator make them alike. Donahue et al. 2017, eq. 3; with z = μ + σ ⊙ ε as here, Dumoulin et
/// al. 2017.
/// </summary>
/// <remarks>
/// Where nobody can tell the pairs apart, the encoder inverts the generator. A pair is one row, [sample | prompt], so
/// that neither is copied.
/// </remarks>
public sealed class BidirectionalStep : EncodingStep
{
    private readonly DiscriminatorTrainer _adversary;
    private readonly Matrix _real;
    private readonly Matrix _generated;
    private readonly Matrix _dReal;
    private readonly Matrix _dGenerated;

    /// <summary>The step of one training. Allocates what the largest batch needs.</summary>
    /// <param name="encoder">Ends in <see cref="GaussianHeads"/>.</param>
    /// <param name="generator">From prompts to samples.</param>
    /// <param name="adversary">Its discriminator takes [sample | prompt].</param>
    /// <param name="data">The training part.</param>
    /// <param name="batchSize">The largest batch.</param>
    /// <exception cref="ArgumentException">The networks don't fit together.</exception>
    public BidirectionalStep(
        Learner encoder, Learner generator, DiscriminatorTrainer adversary, Dataset data, int batchSize)
        : base(encoder, generator, data, batchSize)
    {
        int latent = Decoder.Inputs, pixels = Decoder.Outputs, pair = adversary.Discriminator.Network.Inputs;
        if (Encoder.Inputs != pixels || Encoder.Outputs != 2 * latent || pair != pixels + latent)
        {
            throw new ArgumentException(
                $"The generator makes {pixels} of {latent}; the encoder, {Encoder.Inputs} to {Encoder.Outputs}, and "
                    + $"the discriminator of {pair} don't fit it.");
        }
        (_adversary, Stage, Learners) = (adversary, "gan", [encoder, generator, adversary.Discriminator]);
        _real = Matrix.Allocate(batchSize, pair);
        _generated = Matrix.Allocate(batchSize, pair);
        _dReal = Matrix.Allocate(batchSize, pair);
        _dGenerated = Matrix.Allocate(batchSize, pair);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Metrics { get; } = ["discriminator", "generator"];

    /// <inheritdoc/>
    public override void Run(in StepContext context, Span<float> metrics)
    {
        int rows = context.Rows.Length, pixels = Data.Features, latent = Decoder.Inputs;
        Matrix real = _real.SliceRows(0, rows), generated = _generated.SliceRows(0, rows);
        Matrix dReal = _dReal.SliceRows(0, rows), dGenerated = _dGenerated.SliceRows(0, rows);
        RandomStream random = context.Random;

        Matrix x = real.SliceColumns(0, pixels);
        Data.GatherInputs(context.Rows.Span, x);
        Matrix heads = Encode(x, random.Fork(0), random.Fork(1), real.SliceColumns(pixels, latent));
        Matrix z = generated.SliceColumns(pixels, latent);
        for (int row = 0; row < rows; row++)
        {
            random.Fork(2).Fork(row).FillNormal(z.Row(row));
        }
        Decoder.Forward(DecoderPass, z, Mode.Train, random.Fork(3)).CopyTo(generated.SliceColumns(0, pixels));

        metrics[0] = _adversary.Train(context, random.Fork(4), real, generated);
        metrics[1] = _adversary.GeneratorLoss(context, random.Fork(5), real, generated, dReal, dGenerated);

        Differentiate(heads, dReal.SliceColumns(pixels, latent), divergenceWeight: 0);
        BackwardThroughEncoder();
        Decoder.Backward(DecoderPass, dGenerated.SliceColumns(0, pixels), default, ParameterGradients.Accumulate);
        UpdateBoth(context);
    }
}
