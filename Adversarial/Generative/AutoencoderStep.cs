namespace Scratch.Adversarial.Generative;

/// <summary>
/// One update of a variational autoencoder: loss = Σ BCE(decoder(z), x) + β KL, z = μ + σ ⊙ ε. Kingma and Welling 2014,
/// eq. 10.
/// </summary>
/// <remarks>
/// Networks that are wider by one input for each class are told the class, as a one-hot y: the encoder sees [x | y] and
/// the decoder [z | y] (Sohn, Lee and Yan 2015, with a prior that doesn't depend on y). The label's columns are slices
/// of the same rows.
/// </remarks>
public sealed class AutoencoderStep : EncodingStep
{
    private readonly int _latent;
    private readonly int _conditions;
    private readonly Matrix _prompts;
    private readonly Matrix _dPrompts;
    private readonly float[] _divergences;

    /// <summary>The step of one training. Allocates what the largest batch needs.</summary>
    /// <param name="encoder">Ends in <see cref="GaussianHeads"/>. Takes the pixels, or the pixels and the
    /// classes.</param>
    /// <param name="decoder">From prompts, or prompts and classes, to pixels; ends in a sigmoid.</param>
    /// <param name="data">The training part.</param>
    /// <param name="batchSize">The largest batch.</param>
    /// <exception cref="ArgumentException">The networks don't fit each other and the data.</exception>
    public AutoencoderStep(Learner encoder, Learner decoder, Dataset data, int batchSize)
        : base(encoder, decoder, data, batchSize)
    {
        _conditions = Conditioning.CountColumns(Encoder, data);
        _latent = Decoder.Inputs - _conditions;
        if (Encoder.Outputs != 2 * _latent)
        {
            string told = _conditions == 0 ? "" : $", {_conditions} of them for the class,";
            throw new ArgumentException(
                $"The encoder has {Encoder.Outputs} outputs, but the decoder's {Decoder.Inputs} inputs{told} ask for "
                + $"{2 * _latent}.");
        }
        _prompts = Matrix.Allocate(batchSize, Decoder.Inputs);
        _dPrompts = Matrix.Allocate(batchSize, Decoder.Inputs);
        _divergences = new float[batchSize];
    }

    /// <summary>
    /// β, the weight of the divergence; 1 is the evidence lower bound, other values are Higgins et al. 2017.
    /// </summary>
    public float Beta { get; init; } = 1;

    /// <summary>
    /// The share of all updates, in [0, 1], over which the divergence's weight rises from 0 to β in a straight line:
    /// prompts are then used before they are made to look like noise (Bowman et al. 2016; Sønderby et al. 2016). 0 for
    /// none.
    /// </summary>
    public float WarmUp { get; init; }

    /// <summary>
    /// λ, in nats: what each number of a prompt may tell without its divergence being counted (<see cref="FreeBits"/>).
    /// 0 for none.
    /// </summary>
    public float FreeNats { get; init; }

    /// <summary>
    /// Whether the decoder learns, too; if not it stays as it is, and the encoder learns to invert it.
    /// </summary>
    public bool TrainsDecoder
    {
        get;
        init => (field, Learners) = (value, value ? [EncoderLearner, DecoderLearner] : [EncoderLearner]);
    } = true;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Metrics { get; } = ["loss", "reconstruction", "divergence"];

    /// <inheritdoc/>
    public override void Run(in StepContext context, Span<float> metrics)
    {
        int rows = context.Rows.Length;
        float scale = 1f / rows, beta = Beta * Risen(context);
        Matrix batch = Gather(context), x = batch.SliceColumns(0, Data.Features);
        Matrix prompts = _prompts.SliceRows(0, rows), dPrompts = _dPrompts.SliceRows(0, rows);
        Conditioning.Gather(Data, context.Rows.Span, _conditions, batch);
        Conditioning.Gather(Data, context.Rows.Span, _conditions, prompts);

        Matrix heads = Encode(batch, context.Random, context.Random.Fork(0), prompts.SliceColumns(0, _latent));
        metrics[1] = scale * Reconstruct(prompts, context.Random.Fork(1), x, scale);
        Reparameterisation.Divergence(heads, _divergences.AsSpan(0, rows));
        metrics[2] = scale * Reductions.Sum<float>(_divergences.AsSpan(0, rows));

        BackwardThroughDecoder(dPrompts, TrainsDecoder ? ParameterGradients.Accumulate : ParameterGradients.Skip);
        Differentiate(heads, dPrompts.SliceColumns(0, _latent), FreeNats > 0 ? 0 : beta * scale);
        float counted = FreeNats > 0 ? FreeBits.Add(heads, FreeNats, beta * scale, EncoderPass.DLogits) : metrics[2];
        BackwardThroughEncoder();
        metrics[0] = metrics[1] + (beta * counted);

        EncoderLearner.Update(context);
        if (TrainsDecoder)
        {
            DecoderLearner.Update(context);
        }
    }

    private float Risen(in StepContext context)
    {
        double updates = (double)WarmUp * context.TotalSteps;
        return context.Step + 1 < updates ? (float)((context.Step + 1) / updates) : 1;
    }
}
