using Scratch.Adversarial.Data;
using Scratch.Adversarial.Training;

namespace Scratch.Adversarial.Generative;

/// <summary>
/// One update of an adversarial autoencoder: reconstruction as in a variational one, but prompts are made to look like N(0, 1) by a
/// discriminator of prompts instead of a divergence. Makhzani et al. 2016.
/// </summary>
/// <remarks>The paper takes reconstruction and game in turn; here the encoder gets both gradients in one update.</remarks>
public sealed class AdversarialAutoencoderStep : ITrainingStep
{
    private static readonly Loss Reconstruction = new BinaryCrossEntropy();

    private readonly Learner _encoder;
    private readonly Learner _decoder;
    private readonly DiscriminatorTrainer _adversary;
    private readonly Schedule _schedule;
    private readonly Dataset _data;
    private readonly float _weight;
    private readonly Workspace _encoderPass;
    private readonly Workspace _decoderPass;
    private readonly Matrix _batch;
    private readonly Matrix _noise;
    private readonly Matrix _prior;
    private readonly Matrix _z;
    private readonly Matrix _dZ;
    private readonly Matrix _dFooling;
    private readonly Matrix _losses;

    /// <summary>The step of one training. Allocates what the largest batch needs.</summary>
    /// <param name="encoder">Ends in <see cref="GaussianHeads"/>.</param>
    /// <param name="decoder">From prompts to pixels; ends in a sigmoid.</param>
    /// <param name="adversary">Its discriminator takes prompts.</param>
    /// <param name="schedule">The learning rate of encoder and decoder.</param>
    /// <param name="data">The training part.</param>
    /// <param name="weight">The weight of the game beside the reconstruction, a sum over the pixels; at least 0.</param>
    /// <param name="batchSize">The largest batch.</param>
    /// <exception cref="ArgumentException">The networks don't fit together.</exception>
    public AdversarialAutoencoderStep(
        Learner encoder, Learner decoder, DiscriminatorTrainer adversary, Schedule schedule, Dataset data, float weight, int batchSize)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(weight);
        (_encoder, _decoder, _adversary, _schedule, _data, _weight) = (encoder, decoder, adversary, schedule, data, weight);
        int latent = decoder.Network.Inputs;
        if (encoder.Network.Outputs != 2 * latent || adversary.Discriminator.Network.Inputs != latent)
        {
            throw new ArgumentException(
                $"The decoder takes {latent}; the encoder's {encoder.Network.Outputs} outputs or the discriminator's {adversary.Discriminator.Network.Inputs} inputs don't fit it.");
        }
        Learners = [encoder, decoder, adversary.Discriminator];
        _encoderPass = new Workspace(encoder.Network, batchSize);
        _decoderPass = new Workspace(decoder.Network, batchSize);
        _batch = Matrix.Allocate(batchSize, encoder.Network.Inputs);
        _noise = Matrix.Allocate(batchSize, latent);
        _prior = Matrix.Allocate(batchSize, latent);
        _z = Matrix.Allocate(batchSize, latent);
        _dZ = Matrix.Allocate(batchSize, latent);
        _dFooling = Matrix.Allocate(batchSize, latent);
        _losses = Matrix.Allocate(1, batchSize);
    }

    /// <inheritdoc/>
    public string Stage { get; init; } = "prompts";

    /// <inheritdoc/>
    public IReadOnlyList<string> Metrics { get; } = ["reconstruction", "discriminator", "generator"];

    /// <inheritdoc/>
    public IReadOnlyList<Learner> Learners { get; }

    /// <inheritdoc/>
    public void Run(in StepContext context, Span<float> metrics)
    {
        int rows = context.Rows.Length;
        Matrix x = _batch.SliceRows(0, rows), noise = _noise.SliceRows(0, rows), prior = _prior.SliceRows(0, rows), z = _z.SliceRows(0, rows);
        Matrix dZ = _dZ.SliceRows(0, rows), dFooling = _dFooling.SliceRows(0, rows), losses = _losses.SliceColumns(0, rows);
        RandomStream random = context.Random;
        RowOperations.Gather(_data.Inputs, context.Rows.Span, x);
        random.Fork(0).FillNormal(noise.Span);
        random.Fork(1).FillNormal(prior.Span);

        Matrix heads = _encoder.Network.Forward(_encoderPass, x, Mode.Train, random.Fork(2));
        Reparameterisation.Forward(heads, noise, z);
        Matrix logits = _decoder.Network.ForwardToLogits(_decoderPass, z, Mode.Train, random.Fork(3));
        Reconstruction.Compute(logits, x, losses, 1f / rows, _decoderPass.DLogits);
        metrics[0] = TensorPrimitives.Sum<float>(losses.Span) / rows;
        metrics[1] = 0;
        for (int turn = 0; turn < _adversary.Steps; turn++)
        {
            metrics[1] += _adversary.Update(context, random.Fork(4).Fork(turn), prior, z).Loss / _adversary.Steps;
        }
        metrics[2] = _adversary.GeneratorLoss(context, random.Fork(5), prior, z, default, dFooling);

        _decoder.Network.BackwardFromLogits(_decoderPass, _decoderPass.DLogits, dZ, ParameterGradients.Accumulate);
        TensorPrimitives.MultiplyAdd(dFooling.Span, _weight, dZ.Span, dZ.Span); // z has two consumers
        Reparameterisation.Backward(heads, noise, dZ, divergenceWeight: 0, _encoderPass.DLogits);
        _encoder.Network.BackwardFromLogits(_encoderPass, _encoderPass.DLogits, default, ParameterGradients.Accumulate);
        float rate = context.LearningRate(_schedule);
        _encoder.Optimizer.Step(rate);
        _decoder.Optimizer.Step(rate);
    }
}
