using Scratch.Adversarial.Data;
using Scratch.Adversarial.Training;

namespace Scratch.Adversarial.Generative;

/// <summary>
/// One update of a VAE-GAN: an autoencoder whose reconstruction is measured in what the discriminator sees, ½ ‖h(x) − h(G(z))‖² with h a hidden
/// layer of it, and whose decoder also plays the generator. Larsen et al. 2016, algorithm 1.
/// </summary>
/// <remarks>
/// encoder: features + β KL; decoder: γ features + fooling, on z = μ + σ ⊙ ε and on z from N(0, 1) alike; discriminator: real against both.
/// </remarks>
public sealed class FeatureAutoencoderStep : ITrainingStep
{
    private static readonly Loss SquaredError = new MeanSquaredError();

    private readonly Learner _encoder;
    private readonly Learner _decoder;
    private readonly DiscriminatorTrainer _adversary;
    private readonly Network _judge;
    private readonly int _featureLayers;
    private readonly Schedule _schedule;
    private readonly Dataset _data;
    private readonly float _gamma;
    private readonly float _beta;
    private readonly Workspace _encoderPass;
    private readonly Workspace _decoderPass;
    private readonly Workspace _realFeatures;
    private readonly Workspace _features;
    private readonly Matrix _batch;
    private readonly Matrix _noise;
    private readonly Matrix _z;
    private readonly Matrix _dZ;
    private readonly Matrix _dFeatures;
    private readonly Matrix _dSamples;
    private readonly Matrix _dFooling;
    private readonly Matrix _losses;

    /// <summary>The step of one training. Allocates what the largest batch needs.</summary>
    /// <param name="encoder">Ends in <see cref="GaussianHeads"/>.</param>
    /// <param name="decoder">From prompts to samples.</param>
    /// <param name="adversary">Room for two batches; the features are the inputs of its discriminator's last layer before the logit.</param>
    /// <param name="schedule">The learning rate of encoder and decoder.</param>
    /// <param name="data">The training part.</param>
    /// <param name="gamma">γ, the weight of the features for the decoder, at least 0.</param>
    /// <param name="beta">β, the weight of the divergence for the encoder, at least 0.</param>
    /// <param name="batchSize">The largest batch.</param>
    /// <exception cref="ArgumentException">The networks don't fit together.</exception>
    public FeatureAutoencoderStep(
        Learner encoder, Learner decoder, DiscriminatorTrainer adversary, Schedule schedule, Dataset data, float gamma, float beta, int batchSize)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(gamma);
        ArgumentOutOfRangeException.ThrowIfNegative(beta);
        (_encoder, _decoder, _adversary, _schedule, _data, _gamma, _beta) = (encoder, decoder, adversary, schedule, data, gamma, beta);
        _judge = adversary.Discriminator.Network;
        _featureLayers = _judge.LogitLayers - 1;
        int latent = decoder.Network.Inputs, pixels = decoder.Network.Outputs;
        if (encoder.Network.Outputs != 2 * latent || encoder.Network.Inputs != pixels || _judge.Inputs != pixels || _featureLayers < 1)
        {
            throw new ArgumentException(
                $"The decoder makes {pixels} of {latent}; the encoder, {encoder.Network.Inputs} to {encoder.Network.Outputs}, or the discriminator of {_judge.Inputs} doesn't fit it, or has no hidden layer.");
        }
        Learners = [encoder, decoder, adversary.Discriminator];
        _encoderPass = new Workspace(encoder.Network, batchSize);
        _decoderPass = new Workspace(decoder.Network, 2 * batchSize);
        _realFeatures = new Workspace(_judge, batchSize);
        _features = new Workspace(_judge, batchSize);
        _batch = Matrix.Allocate(batchSize, pixels);
        _noise = Matrix.Allocate(batchSize, latent);
        _z = Matrix.Allocate(2 * batchSize, latent);
        _dZ = Matrix.Allocate(2 * batchSize, latent);
        _dFeatures = Matrix.Allocate(batchSize, _judge.Width(_featureLayers));
        _dSamples = Matrix.Allocate(2 * batchSize, pixels);
        _dFooling = Matrix.Allocate(2 * batchSize, pixels);
        _losses = Matrix.Allocate(1, batchSize);
    }

    /// <inheritdoc/>
    public string Stage => "gan";

    /// <inheritdoc/>
    public IReadOnlyList<string> Metrics { get; } = ["discriminator", "generator", "features", "divergence"];

    /// <inheritdoc/>
    public IReadOnlyList<Learner> Learners { get; }

    /// <inheritdoc/>
    public void Run(in StepContext context, Span<float> metrics)
    {
        int rows = context.Rows.Length;
        Matrix x = _batch.SliceRows(0, rows), noise = _noise.SliceRows(0, rows), z = _z.SliceRows(0, 2 * rows), dZ = _dZ.SliceRows(0, 2 * rows);
        RandomStream random = context.Random;
        RowOperations.Gather(_data.Inputs, context.Rows.Span, x);
        random.Fork(0).FillNormal(noise.Span);

        // The prompts of the batch, and behind them as many from N(0, 1).
        Matrix heads = _encoder.Network.Forward(_encoderPass, x, Mode.Train, random.Fork(1));
        Reparameterisation.Forward(heads, noise, z.SliceRows(0, rows));
        random.Fork(2).FillNormal(z.SliceRows(rows, rows).Span);
        Matrix samples = _decoder.Network.Forward(_decoderPass, z, Mode.Train, random.Fork(3));

        metrics[0] = 0;
        for (int turn = 0; turn < _adversary.Steps; turn++)
        {
            metrics[0] += _adversary.Update(context, random.Fork(4).Fork(turn), x, samples).Loss / _adversary.Steps;
        }
        Matrix dFooling = _dFooling.SliceRows(0, 2 * rows), dSamples = _dSamples.SliceRows(0, 2 * rows);
        metrics[1] = _adversary.GeneratorLoss(context, random.Fork(5), x, samples, default, dFooling);
        dSamples.SliceRows(rows, rows).Fill(0);
        metrics[2] = CompareFeatures(x, samples.SliceRows(0, rows), dSamples.SliceRows(0, rows));
        Span<float> divergences = _losses.Row(0)[..rows];
        Reparameterisation.Divergence(heads, divergences);
        metrics[3] = TensorPrimitives.Sum<float>(divergences) / rows;

        // Two ways back through the decoder: the encoder's, along the features alone, and the decoder's own.
        _decoder.Network.Backward(_decoderPass, dSamples, dZ, ParameterGradients.Skip);
        Reparameterisation.Backward(heads, noise, dZ.SliceRows(0, rows), _beta / rows, _encoderPass.DLogits);
        _encoder.Network.BackwardFromLogits(_encoderPass, _encoderPass.DLogits, default, ParameterGradients.Accumulate);
        TensorPrimitives.MultiplyAdd(dSamples.Span, _gamma, dFooling.Span, dFooling.Span);
        _decoder.Network.Backward(_decoderPass, dFooling, default, ParameterGradients.Accumulate);

        float rate = context.LearningRate(_schedule);
        _encoder.Optimizer.Step(rate);
        _decoder.Optimizer.Step(rate);
    }

    /// <summary>½ ‖h(x) − h(x')‖², mean over the batch, and its gradient with respect to x'; the discriminator stays as it is.</summary>
    private float CompareFeatures(Matrix x, Matrix samples, Matrix dSamples)
    {
        int rows = x.Rows, width = _dFeatures.Columns;
        Matrix losses = _losses.SliceColumns(0, rows), dFeatures = _dFeatures.SliceRows(0, rows);
        _judge.ForwardToLogits(_realFeatures, x);
        _judge.ForwardToLogits(_features, samples);
        SquaredError.Compute(
            _judge.OutputOf(_features, _featureLayers), _judge.OutputOf(_realFeatures, _featureLayers), losses, 0.5f * width / rows, dFeatures);
        _judge.BackwardFrom(_features, _featureLayers, dFeatures, dSamples, ParameterGradients.Skip);
        return 0.5f * width * TensorPrimitives.Sum<float>(losses.Span) / rows; // the loss is a mean over the features, this a sum
    }
}
