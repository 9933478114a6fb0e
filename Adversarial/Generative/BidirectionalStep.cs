using Scratch.Adversarial.Data;
using Scratch.Adversarial.Training;

namespace Scratch.Adversarial.Generative;

/// <summary>
/// One update of BiGAN, or adversarially learned inference: the discriminator tells pairs (x, E(x)) from pairs (G(z), z), and encoder
/// and generator make them alike. Donahue et al. 2017, eq. 3; with z = μ + σ ⊙ ε as here, Dumoulin et al. 2017.
/// </summary>
/// <remarks>
/// Where nobody can tell the pairs apart, the encoder inverts the generator. A pair is one row, [sample | prompt], so that neither is copied.
/// </remarks>
public sealed class BidirectionalStep : ITrainingStep
{
    private readonly Learner _encoder;
    private readonly Learner _generator;
    private readonly DiscriminatorTrainer _adversary;
    private readonly Schedule _schedule;
    private readonly Dataset _data;
    private readonly Workspace _encoderPass;
    private readonly Workspace _generatorPass;
    private readonly Matrix _noise;
    private readonly Matrix _real;
    private readonly Matrix _generated;
    private readonly Matrix _dReal;
    private readonly Matrix _dGenerated;

    /// <summary>The step of one training. Allocates what the largest batch needs.</summary>
    /// <param name="encoder">Ends in <see cref="GaussianHeads"/>.</param>
    /// <param name="generator">From prompts to samples.</param>
    /// <param name="adversary">Its discriminator takes [sample | prompt].</param>
    /// <param name="schedule">The learning rate of encoder and generator.</param>
    /// <param name="data">The training part.</param>
    /// <param name="batchSize">The largest batch.</param>
    /// <exception cref="ArgumentException">The networks don't fit together.</exception>
    public BidirectionalStep(Learner encoder, Learner generator, DiscriminatorTrainer adversary, Schedule schedule, Dataset data, int batchSize)
    {
        (_encoder, _generator, _adversary, _schedule, _data) = (encoder, generator, adversary, schedule, data);
        int latent = generator.Network.Inputs, pixels = generator.Network.Outputs, pair = adversary.Discriminator.Network.Inputs;
        if (encoder.Network.Inputs != pixels || encoder.Network.Outputs != 2 * latent || pair != pixels + latent)
        {
            throw new ArgumentException(
                $"The generator makes {pixels} of {latent}; the encoder, {encoder.Network.Inputs} to {encoder.Network.Outputs}, and the discriminator of {pair} don't fit it.");
        }
        Learners = [encoder, generator, adversary.Discriminator];
        _encoderPass = new Workspace(encoder.Network, batchSize);
        _generatorPass = new Workspace(generator.Network, batchSize);
        _noise = Matrix.Allocate(batchSize, latent);
        _real = Matrix.Allocate(batchSize, pair);
        _generated = Matrix.Allocate(batchSize, pair);
        _dReal = Matrix.Allocate(batchSize, pair);
        _dGenerated = Matrix.Allocate(batchSize, pair);
    }

    /// <inheritdoc/>
    public string Stage => "gan";

    /// <inheritdoc/>
    public IReadOnlyList<string> Metrics { get; } = ["discriminator", "generator"];

    /// <inheritdoc/>
    public IReadOnlyList<Learner> Learners { get; }

    /// <inheritdoc/>
    public void Run(in StepContext context, Span<float> metrics)
    {
        int rows = context.Rows.Length, pixels = _data.Inputs.Columns, latent = _noise.Columns;
        Matrix noise = _noise.SliceRows(0, rows), real = _real.SliceRows(0, rows), generated = _generated.SliceRows(0, rows);
        Matrix dReal = _dReal.SliceRows(0, rows), dGenerated = _dGenerated.SliceRows(0, rows);
        RandomStream random = context.Random;

        Matrix x = real.SliceColumns(0, pixels), ofX = real.SliceColumns(pixels, latent);
        RowOperations.Gather(_data.Inputs, context.Rows.Span, x);
        random.Fork(0).FillNormal(noise.Span);
        Matrix heads = _encoder.Network.Forward(_encoderPass, x, Mode.Train, random.Fork(1));
        Reparameterisation.Forward(heads, noise, ofX);

        Matrix z = generated.SliceColumns(pixels, latent);
        for (int row = 0; row < rows; row++)
        {
            random.Fork(2).Fork(row).FillNormal(z.Row(row));
        }
        _generator.Network.Forward(_generatorPass, z, Mode.Train, random.Fork(3)).CopyTo(generated.SliceColumns(0, pixels));

        metrics[0] = 0;
        for (int turn = 0; turn < _adversary.Steps; turn++)
        {
            metrics[0] += _adversary.Update(context, random.Fork(4).Fork(turn), real, generated).Loss / _adversary.Steps;
        }
        metrics[1] = _adversary.GeneratorLoss(context, random.Fork(5), real, generated, dReal, dGenerated);

        Reparameterisation.Backward(heads, noise, dReal.SliceColumns(pixels, latent), divergenceWeight: 0, _encoderPass.DLogits);
        _encoder.Network.BackwardFromLogits(_encoderPass, _encoderPass.DLogits, default, ParameterGradients.Accumulate);
        _generator.Network.Backward(_generatorPass, dGenerated.SliceColumns(0, pixels), default, ParameterGradients.Accumulate);
        float rate = context.LearningRate(_schedule);
        _encoder.Optimizer.Step(rate);
        _generator.Optimizer.Step(rate);
    }
}
