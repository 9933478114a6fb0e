namespace Scratch.Adversarial.Generative;

/// <summary>
/// What every training of an encoder together with a decoder, or generator, shares: the way through both, and back.
/// </summary>
/// <remarks>
/// Encoder and decoder stand first among the learners. Which streams an update draws from is a part of each kind of
/// training.
/// </remarks>
public abstract class EncodingStep : ITrainingStep
{
    private readonly Matrix _x;
    private readonly Matrix _noise;
    private readonly Matrix _losses;

    /// <param name="encoder">From examples to prompts, or to the heads of their distribution.</param>
    /// <param name="decoder">From prompts to examples.</param>
    /// <param name="data">The training part.</param>
    /// <param name="batchSize">The largest batch.</param>
    /// <param name="decoded">The most prompts that the decoder gets at once, where that is more.</param>
    private protected EncodingStep(Learner encoder, Learner decoder, Dataset data, int batchSize, int? decoded = null)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        ArgumentNullException.ThrowIfNull(decoder);
        ArgumentNullException.ThrowIfNull(data);
        (EncoderLearner, DecoderLearner, Data, Learners) = (encoder, decoder, data, [encoder, decoder]);
        EncoderPass = new Workspace(Encoder, batchSize);
        DecoderPass = new Workspace(Decoder, decoded ?? batchSize);
        _x = Matrix.Allocate(batchSize, Encoder.Inputs);
        _noise = Matrix.Allocate(batchSize, Encoder.Outputs / 2);
        _losses = Matrix.Allocate(1, batchSize);
    }

    /// <inheritdoc/>
    public string Stage { get; init; } = "prompts";

    /// <inheritdoc/>
    public abstract IReadOnlyList<string> Metrics { get; }

    /// <inheritdoc/>
    public IReadOnlyList<Learner> Learners { get; private protected init; }

    private protected Learner EncoderLearner { get; }

    private protected Learner DecoderLearner { get; }

    private protected Network Encoder => EncoderLearner.Network;

    private protected Network Decoder => DecoderLearner.Network;

    private protected Dataset Data { get; }

    private protected Workspace EncoderPass { get; }

    private protected Workspace DecoderPass { get; }

    /// <inheritdoc/>
    public abstract void Run(in StepContext context, Span<float> metrics);

    /// <summary>Room for the losses of some examples, (1, rows).</summary>
    private protected Matrix Losses(int rows) => _losses.SliceColumns(0, rows);

    /// <summary>
    /// The examples of an update in the first columns of the encoder's input, (B, Encoder.Inputs); the others are as
    /// they were.
    /// </summary>
    private protected Matrix Gather(in StepContext context)
    {
        Matrix x = _x.SliceRows(0, context.Rows.Length);
        Data.GatherInputs(context.Rows.Span, x.SliceColumns(0, Data.Features));
        return x;
    }

    /// <summary>z = μ + σ ⊙ ε of some examples.</summary>
    /// <param name="x">(B, Encoder.Inputs); it stays in use until the way back is done.</param>
    /// <param name="noise">What ε is drawn from.</param>
    /// <param name="layers">What the encoder's layers draw from.</param>
    /// <param name="z">(B, latent), overwritten.</param>
    /// <returns>The heads, [μ | log σ²].</returns>
    private protected Matrix Encode(Matrix x, RandomStream noise, RandomStream layers, Matrix z)
    {
        Matrix epsilon = _noise.SliceRows(0, x.Rows);
        noise.FillNormal(epsilon.Span);
        Matrix heads = Encoder.Forward(EncoderPass, x, Mode.Train, layers);
        Reparameterisation.Forward(heads, epsilon, z);
        return heads;
    }

    /// <summary>
    /// The way back of <see cref="Encode"/> as far as the heads: their gradients are the encoder pass's.
    /// </summary>
    private protected void Differentiate(Matrix heads, Matrix dZ, float divergenceWeight) =>
        Reparameterisation.Backward(heads, _noise.SliceRows(0, heads.Rows), dZ, divergenceWeight, EncoderPass.DLogits);

    /// <summary>Adds to the encoder's gradients, from those of its outputs.</summary>
    private protected void BackwardThroughEncoder() =>
        Encoder.BackwardFromLogits(EncoderPass, EncoderPass.DLogits, default, ParameterGradients.Accumulate);

    /// <summary>
    /// The sum over the batch of the loss of the domain between decoder(z) and x; its gradient times
    /// <paramref name="scale"/> is the decoder pass's.
    /// </summary>
    private protected float Reconstruct(Matrix z, RandomStream layers, Matrix x, float scale)
    {
        Matrix logits = Decoder.ForwardToLogits(DecoderPass, z, Mode.Train, layers), losses = Losses(z.Rows);
        Data.Domain.Reconstruction.Compute(logits, x, losses, scale, DecoderPass.DLogits);
        return Reductions.Sum<float>(losses.Span);
    }

    /// <summary>Adds to the decoder's gradients, from those of its logits.</summary>
    /// <param name="dZ">Overwritten with those of the prompts, unless empty.</param>
    /// <param name="gradients">Whether the decoder learns.</param>
    private protected void BackwardThroughDecoder(
        Matrix dZ, ParameterGradients gradients = ParameterGradients.Accumulate) =>
        Decoder.BackwardFromLogits(DecoderPass, DecoderPass.DLogits, dZ, gradients);

    private protected void UpdateBoth(in StepContext context)
    {
        EncoderLearner.Update(context);
        DecoderLearner.Update(context);
    }
}
