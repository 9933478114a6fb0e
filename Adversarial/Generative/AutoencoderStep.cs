using System.Numerics.Tensors;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Training;
using Scratch.Engine;
using Scratch.Layers;
using Scratch.Optimizers;

namespace Scratch.Adversarial.Generative;

/// <summary>
/// One update of a variational autoencoder: loss = Σ BCE(decoder(z), x) + β KL, z = μ + σ ⊙ ε. Kingma and Welling 2014, eq. 10.
/// </summary>
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
    private readonly Workspace _encoderPass;
    private readonly Workspace _decoderPass;
    private readonly Matrix _batch;
    private readonly Matrix _noise;
    private readonly Matrix _z;
    private readonly Matrix _dZ;
    private readonly Matrix _losses;
    private readonly float[] _divergences;

    /// <summary>The step of one training. Allocates what the largest batch needs.</summary>
    /// <param name="encoder">Ends in <see cref="GaussianHeads"/>.</param>
    /// <param name="decoder">From prompts to pixels; ends in a sigmoid.</param>
    /// <param name="encoderOptimizer">Of the encoder's parameters.</param>
    /// <param name="decoderOptimizer">Of the decoder's parameters; null for a decoder that stays as it is, and an encoder that learns to invert it.</param>
    /// <param name="schedule">The learning rate of both.</param>
    /// <param name="data">The training part.</param>
    /// <param name="beta">The weight of the divergence; 1 is the evidence lower bound, other values are Higgins et al. 2017.</param>
    /// <param name="batchSize">The largest batch.</param>
    public AutoencoderStep(
        Network encoder, Network decoder, Optimizer encoderOptimizer, Optimizer? decoderOptimizer, Schedule schedule, Dataset data, float beta, int batchSize)
    {
        int latent = decoder.Inputs;
        if (encoder.Outputs != 2 * latent)
        {
            throw new ArgumentException($"The encoder has {encoder.Outputs} outputs, but the decoder's {latent} inputs ask for {2 * latent}.");
        }
        (_encoder, _decoder, _encoderOptimizer, _decoderOptimizer) = (encoder, decoder, encoderOptimizer, decoderOptimizer);
        (_schedule, _data, _beta) = (schedule, data, beta);
        Learners = [new("encoder", encoder, encoderOptimizer), .. decoderOptimizer is null ? [] : (Learner[])[new("decoder", decoder, decoderOptimizer)]];
        _encoderPass = new Workspace(encoder, batchSize);
        _decoderPass = new Workspace(decoder, batchSize);
        _batch = Matrix.Allocate(batchSize, encoder.Inputs);
        _noise = Matrix.Allocate(batchSize, latent);
        _z = Matrix.Allocate(batchSize, latent);
        _dZ = Matrix.Allocate(batchSize, latent);
        _losses = Matrix.Allocate(1, batchSize);
        _divergences = new float[batchSize];
    }

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
        float scale = 1f / rows;
        Matrix x = _batch.SliceRows(0, rows), noise = _noise.SliceRows(0, rows);
        Matrix z = _z.SliceRows(0, rows), dZ = _dZ.SliceRows(0, rows), losses = _losses.SliceColumns(0, rows);
        RowOperations.Gather(_data.Inputs, context.Rows.Span, x);
        context.Random.FillNormal(noise.Span);

        Matrix heads = _encoder.Forward(_encoderPass, x, Mode.Train, context.Random.Fork(0));
        Reparameterisation.Forward(heads, noise, z);
        Matrix logits = _decoder.ForwardToLogits(_decoderPass, z, Mode.Train, context.Random.Fork(1));
        Reconstruction.Compute(logits, x, losses, scale, _decoderPass.DLogits);
        Reparameterisation.Divergence(heads, _divergences.AsSpan(0, rows));

        ParameterGradients ofDecoder = _decoderOptimizer is null ? ParameterGradients.Skip : ParameterGradients.Accumulate;
        _decoder.BackwardFromLogits(_decoderPass, _decoderPass.DLogits, dZ, ofDecoder);
        Reparameterisation.Backward(heads, noise, dZ, _beta * scale, _encoderPass.DLogits);
        _encoder.BackwardFromLogits(_encoderPass, _encoderPass.DLogits, default, ParameterGradients.Accumulate);

        float rate = context.LearningRate(_schedule);
        _encoderOptimizer.Step(rate);
        _decoderOptimizer?.Step(rate);
        metrics[1] = scale * TensorPrimitives.Sum<float>(losses.Span);
        metrics[2] = scale * TensorPrimitives.Sum<float>(_divergences.AsSpan(0, rows));
        metrics[0] = metrics[1] + (_beta * metrics[2]);
    }
}
