using System.Numerics.Tensors;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Training;
using Scratch.Engine;
using Scratch.Layers;
using Scratch.Optimizers;

namespace Scratch.Adversarial.Generative;

/// <summary>
/// One update of a discriminator, −log D(x) − log(1 − D(G(z))), then one of a generator against it, on the prompts z of real
/// examples. Goodfellow et al. 2014.
/// </summary>
/// <remarks>
/// The generator may also be held to the example that the prompt came from, by w Σ BCE(G(z), x): it then keeps the label, which
/// the discriminator does not ask for (Larsen et al. 2016 join the two in the same way).
/// </remarks>
public sealed class GenerativeStep : ITrainingStep
{
    private static readonly Loss CrossEntropy = new BinaryCrossEntropy();
    private static readonly Sigmoid LastActivation = new();

    private readonly Network _generator;
    private readonly Network _discriminator;
    private readonly Optimizer _generatorOptimizer;
    private readonly Optimizer _discriminatorOptimizer;
    private readonly Schedule _schedule;
    private readonly Dataset _data;
    private readonly PromptBank _prompts;
    private readonly Loss _generatorLoss;
    private readonly float _reconstructionWeight;
    private readonly Workspace _generatorPass;
    private readonly Workspace _realPass;
    private readonly Workspace _generatedPass;
    private readonly Matrix _batch;
    private readonly Matrix _z;
    private readonly Matrix _dSamples;
    private readonly Matrix _zeros;
    private readonly Matrix _ones;
    private readonly Matrix _losses;

    /// <summary>The step of one training. Allocates what the largest batch needs.</summary>
    /// <param name="generator">From prompts to pixels; ends in a sigmoid.</param>
    /// <param name="discriminator">From pixels to one number; ends in a sigmoid.</param>
    /// <param name="generatorOptimizer">Of the generator's parameters.</param>
    /// <param name="discriminatorOptimizer">Of the discriminator's parameters.</param>
    /// <param name="schedule">The learning rate of both.</param>
    /// <param name="data">The training part.</param>
    /// <param name="prompts">The prompts of the same data.</param>
    /// <param name="generatorLoss">Of the discriminator's logits for generated samples, with target 1.</param>
    /// <param name="reconstructionWeight">w, at least 0.</param>
    /// <param name="batchSize">The largest batch.</param>
    public GenerativeStep(
        Network generator,
        Network discriminator,
        Optimizer generatorOptimizer,
        Optimizer discriminatorOptimizer,
        Schedule schedule,
        Dataset data,
        PromptBank prompts,
        Loss generatorLoss,
        float reconstructionWeight,
        int batchSize)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(reconstructionWeight);
        if (generator.Layers is not [.., Sigmoid])
        {
            throw new ArgumentException("The generator must end in a sigmoid.", nameof(generator));
        }
        (_generator, _discriminator) = (generator, discriminator);
        (_generatorOptimizer, _discriminatorOptimizer, _schedule) = (generatorOptimizer, discriminatorOptimizer, schedule);
        (_data, _prompts, _generatorLoss, _reconstructionWeight) = (data, prompts, generatorLoss, reconstructionWeight);
        Learners = [new("generator", generator, generatorOptimizer, schedule), new("discriminator", discriminator, discriminatorOptimizer, schedule)];
        _generatorPass = new Workspace(generator, batchSize);
        _realPass = new Workspace(discriminator, batchSize);
        _generatedPass = new Workspace(discriminator, batchSize);
        _batch = Matrix.Allocate(batchSize, generator.Outputs);
        _z = Matrix.Allocate(batchSize, generator.Inputs);
        _dSamples = Matrix.Allocate(batchSize, generator.Outputs);
        _zeros = Matrix.Allocate(batchSize, 1);
        _ones = Matrix.Allocate(batchSize, 1);
        _ones.Fill(1);
        _losses = Matrix.Allocate(1, batchSize);
    }

    /// <summary>
    /// The learning rate of the discriminator where it has one of its own: two time scales (Heusel et al. 2017). Null, and both
    /// networks have the same.
    /// </summary>
    public Schedule? DiscriminatorSchedule
    {
        get;
        init
        {
            field = value;
            Learners = [Learners[0], Learners[1] with { Schedule = value ?? _schedule }];
        }
    }

    /// <inheritdoc/>
    public string Stage => "samples";

    /// <inheritdoc/>
    public IReadOnlyList<string> Metrics { get; } = ["discriminator", "generator", "reconstruction"];

    /// <inheritdoc/>
    public IReadOnlyList<Learner> Learners { get; private init; }

    /// <inheritdoc/>
    public void Run(in StepContext context, Span<float> metrics)
    {
        Matrix x = _batch.SliceRows(0, context.Rows.Length), z = _z.SliceRows(0, context.Rows.Length);
        float rate = context.LearningRate(_schedule);
        RowOperations.Gather(_data.Inputs, context.Rows.Span, x);
        _prompts.Draw(context.Rows.Span, context.Random.Fork(0), z);
        float discriminatorRate = DiscriminatorSchedule is { } own ? context.LearningRate(own) : rate;
        metrics[0] = UpdateDiscriminator(x, z, discriminatorRate, context.Random.Fork(2));
        _prompts.Draw(context.Rows.Span, context.Random.Fork(1), z);
        (metrics[1], metrics[2]) = UpdateGenerator(x, z, rate, context.Random.Fork(3));
    }

    /// <summary>Real examples towards 1, generated ones towards 0. The two backward passes add up in the gradients.</summary>
    private float UpdateDiscriminator(Matrix x, Matrix z, float rate, RandomStream random)
    {
        Matrix samples = _generator.Forward(_generatorPass, z, Mode.Train, random.Fork(0));
        float loss = Judge(_realPass, x, _ones, CrossEntropy, random.Fork(1)) + Judge(_generatedPass, samples, _zeros, CrossEntropy, random.Fork(2));
        _discriminator.BackwardFromLogits(_realPass, _realPass.DLogits, default, ParameterGradients.Accumulate);
        _discriminator.BackwardFromLogits(_generatedPass, _generatedPass.DLogits, default, ParameterGradients.Accumulate);
        _discriminatorOptimizer.Step(rate);
        return loss;
    }

    /// <summary>Through the discriminator, which stays as it is, into the generator; and w times the way to the example itself.</summary>
    private (float Loss, float Reconstruction) UpdateGenerator(Matrix x, Matrix z, float rate, RandomStream random)
    {
        int rows = z.Rows;
        Matrix samples = _generator.Forward(_generatorPass, z, Mode.Train, random.Fork(0));
        float loss = Judge(_generatedPass, samples, _ones, _generatorLoss, random.Fork(1));
        Matrix dSamples = _dSamples.SliceRows(0, rows), losses = _losses.SliceColumns(0, rows);
        _discriminator.BackwardFromLogits(_generatedPass, _generatedPass.DLogits, dSamples, ParameterGradients.Skip);

        // The logits have two consumers, so their gradients add up: dLogits = w (G(z) − x) / B + G(z) (1 − G(z)) dSamples.
        LastActivation.Differentiate(samples.Span, dSamples.Span, dSamples.Span);
        Matrix logits = _generator.LogitsOf(_generatorPass);
        CrossEntropy.Compute(logits, x, losses, _reconstructionWeight / rows, _generatorPass.DLogits);
        TensorPrimitives.Add(_generatorPass.DLogits.Span, dSamples.Span, dSamples.Span);
        _generator.BackwardFromLogits(_generatorPass, dSamples, default, ParameterGradients.Accumulate);
        _generatorOptimizer.Step(rate);
        return (loss, TensorPrimitives.Sum<float>(losses.Span) / rows);
    }

    private float Judge(Workspace pass, Matrix samples, Matrix target, Loss loss, RandomStream random)
    {
        int rows = samples.Rows;
        Matrix losses = _losses.SliceColumns(0, rows);
        Matrix logits = _discriminator.ForwardToLogits(pass, samples, Mode.Train, random);
        loss.Compute(logits, target.SliceRows(0, rows), losses, 1f / rows, pass.DLogits);
        return TensorPrimitives.Sum<float>(losses.Span) / rows;
    }
}
