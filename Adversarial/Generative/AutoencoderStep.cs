using Scratch.Adversarial.Data;
using Scratch.Adversarial.Prompts;
using Scratch.Adversarial.Training;

namespace Scratch.Adversarial.Generative;

/// <summary>
/// One update of a variational autoencoder: loss = Σ BCE(decoder(z), x) + β KL, z = μ + σ ⊙ ε. Kingma and Welling 2014, eq. 10.
/// </summary>
/// <remarks>
/// Networks that are wider by one input for each class are told the class, as a one-hot y: the encoder sees [x | y] and the decoder
/// [z | y] (Sohn, Lee and Yan 2015, with a prior that doesn't depend on y). The label's columns are slices of the same rows.
/// </remarks>
public sealed class AutoencoderStep : ITrainingStep
{
    private static readonly Loss Reconstruction = new BinaryCrossEntropy();

    private readonly Network _encoder;
    private readonly Network _decoder;
    private readonly Optimizer _encoderOptimizer;
    private readonly Optimizer? _decoderOptimizer;
    private readonly Schedule _schedule;
    private readonly Dataset _data;
    private readonly float _beta;
    private readonly int _latent;
    private readonly int _conditions;
    private readonly Workspace _encoderPass;
    private readonly Workspace _decoderPass;
    private readonly Matrix _batch;
    private readonly Matrix _noise;
    private readonly Matrix _prompts;
    private readonly Matrix _dPrompts;
    private readonly Matrix _losses;
    private readonly float[] _divergences;

    /// <summary>The step of one training. Allocates what the largest batch needs.</summary>
    /// <param name="encoder">Ends in <see cref="GaussianHeads"/>. Takes the pixels, or the pixels and the classes.</param>
    /// <param name="decoder">From prompts, or prompts and classes, to pixels; ends in a sigmoid.</param>
    /// <param name="encoderOptimizer">Of the encoder's parameters.</param>
    /// <param name="decoderOptimizer">Of the decoder's parameters; null for a decoder that stays as it is, and an encoder that learns to invert it.</param>
    /// <param name="schedule">The learning rate of both.</param>
    /// <param name="data">The training part.</param>
    /// <param name="beta">The weight of the divergence; 1 is the evidence lower bound, other values are Higgins et al. 2017.</param>
    /// <param name="batchSize">The largest batch.</param>
    /// <exception cref="ArgumentException">The networks don't fit each other and the data.</exception>
    public AutoencoderStep(
        Network encoder, Network decoder, Optimizer encoderOptimizer, Optimizer? decoderOptimizer, Schedule schedule, Dataset data, float beta, int batchSize)
    {
        _conditions = Conditioning.CountColumns(encoder, data);
        _latent = decoder.Inputs - _conditions;
        if (encoder.Outputs != 2 * _latent)
        {
            string told = _conditions == 0 ? "" : $", {_conditions} of them for the class,";
            throw new ArgumentException($"The encoder has {encoder.Outputs} outputs, but the decoder's {decoder.Inputs} inputs{told} ask for {2 * _latent}.");
        }
        (_encoder, _decoder, _encoderOptimizer, _decoderOptimizer) = (encoder, decoder, encoderOptimizer, decoderOptimizer);
        (_schedule, _data, _beta) = (schedule, data, beta);
        Learners =
        [
            new("encoder", encoder, encoderOptimizer, schedule),
            .. decoderOptimizer is null ? [] : (Learner[])[new("decoder", decoder, decoderOptimizer, schedule)],
        ];
        _encoderPass = new Workspace(encoder, batchSize);
        _decoderPass = new Workspace(decoder, batchSize);
        _batch = Matrix.Allocate(batchSize, encoder.Inputs);
        _noise = Matrix.Allocate(batchSize, _latent);
        _prompts = Matrix.Allocate(batchSize, decoder.Inputs);
        _dPrompts = Matrix.Allocate(batchSize, decoder.Inputs);
        _losses = Matrix.Allocate(1, batchSize);
        _divergences = new float[batchSize];
    }

    /// <summary>
    /// The share of all updates, in [0, 1], over which the divergence's weight rises from 0 to β in a straight line: prompts are then
    /// used before they are made to look like noise (Bowman et al. 2016; Sønderby et al. 2016). 0 for none.
    /// </summary>
    public float WarmUp { get; init; }

    /// <summary>λ, in nats: what each number of a prompt may tell without its divergence being counted (<see cref="FreeBits"/>). 0 for none.</summary>
    public float FreeNats { get; init; }

    /// <inheritdoc/>
    public string Stage { get; init; } = "prompts";

    /// <inheritdoc/>
    public IReadOnlyList<string> Metrics { get; } = ["loss", "reconstruction", "divergence"];

    /// <inheritdoc/>
    public IReadOnlyList<Learner> Learners { get; }

    /// <inheritdoc/>
    public void Run(in StepContext context, Span<float> metrics)
    {
        int rows = context.Rows.Length;
        float scale = 1f / rows, beta = _beta * Risen(context);
        Matrix batch = _batch.SliceRows(0, rows), x = batch.SliceColumns(0, _data.Inputs.Columns);
        Matrix prompts = _prompts.SliceRows(0, rows), z = prompts.SliceColumns(0, _latent);
        Matrix dPrompts = _dPrompts.SliceRows(0, rows), dZ = dPrompts.SliceColumns(0, _latent);
        Matrix noise = _noise.SliceRows(0, rows), losses = _losses.SliceColumns(0, rows);
        RowOperations.Gather(_data.Inputs, context.Rows.Span, x);
        Conditioning.Gather(_data, context.Rows.Span, _conditions, batch);
        Conditioning.Gather(_data, context.Rows.Span, _conditions, prompts);
        context.Random.FillNormal(noise.Span);

        Matrix heads = _encoder.Forward(_encoderPass, batch, Mode.Train, context.Random.Fork(0));
        Reparameterisation.Forward(heads, noise, z);
        Matrix logits = _decoder.ForwardToLogits(_decoderPass, prompts, Mode.Train, context.Random.Fork(1));
        Reconstruction.Compute(logits, x, losses, scale, _decoderPass.DLogits);
        Reparameterisation.Divergence(heads, _divergences.AsSpan(0, rows));

        ParameterGradients ofDecoder = _decoderOptimizer is null ? ParameterGradients.Skip : ParameterGradients.Accumulate;
        _decoder.BackwardFromLogits(_decoderPass, _decoderPass.DLogits, dPrompts, ofDecoder);
        Reparameterisation.Backward(heads, noise, dZ, FreeNats > 0 ? 0 : beta * scale, _encoderPass.DLogits);
        float? counted = FreeNats > 0 ? FreeBits.Add(heads, FreeNats, beta * scale, _encoderPass.DLogits) : null;
        _encoder.BackwardFromLogits(_encoderPass, _encoderPass.DLogits, default, ParameterGradients.Accumulate);

        float rate = context.LearningRate(_schedule);
        _encoderOptimizer.Step(rate);
        _decoderOptimizer?.Step(rate);
        metrics[1] = scale * TensorPrimitives.Sum<float>(losses.Span);
        metrics[2] = scale * TensorPrimitives.Sum<float>(_divergences.AsSpan(0, rows));
        metrics[0] = metrics[1] + (beta * (counted ?? metrics[2]));
    }

    private float Risen(in StepContext context)
    {
        double updates = (double)WarmUp * context.TotalSteps;
        return context.Step + 1 < updates ? (float)((context.Step + 1) / updates) : 1;
    }
}
