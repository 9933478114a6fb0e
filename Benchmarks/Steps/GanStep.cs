using Scratch.Engine;
using Scratch.Layers;
using Scratch.Optimizers;

namespace Scratch.Benchmarks.Steps;

/// <summary>
/// <c>step-gan</c> and <c>step-gan-wide</c>: the discriminator on a real batch and on G(z₁), no gradient into G, binary
/// cross-entropy from logits, Adam; then the generator on a fresh z₂ through the discriminator, whose weights get no
/// gradient here, non-saturating loss, Adam. Goodfellow et al. 2014.
/// </summary>
public sealed class GanStep : TrainingStep
{
    private static readonly Loss CrossEntropy = new BinaryCrossEntropy();

    private readonly Workspace _generatorPass;
    private readonly Workspace _realPass;
    private readonly Workspace _generatedPass;
    private readonly Adam _generatorOptimizer;
    private readonly Adam _discriminatorOptimizer;
    private readonly Matrix _z;
    private readonly Matrix _dSamples = Matrix.Allocate(StepData.Batch, StepData.Pixels);
    private readonly Matrix _zeros = Matrix.Allocate(StepData.Batch, 1);
    private readonly Matrix _ones = Matrix.Allocate(StepData.Batch, 1);

    private GanStep(StepData data, float learningRate, Network generator, Network discriminator)
        : base(data, learningRate)
    {
        (Generator, Discriminator) = (generator, discriminator);
        _generatorPass = new Workspace(generator, StepData.Batch);
        _realPass = new Workspace(discriminator, StepData.Batch);
        _generatedPass = new Workspace(discriminator, StepData.Batch);
        _generatorOptimizer = new Adam(generator.Parameters);
        _discriminatorOptimizer = new Adam(discriminator.Parameters);
        _z = Matrix.Allocate(StepData.Batch, generator.Inputs);
        _ones.Fill(1);
    }

    public Network Generator { get; }

    public Network Discriminator { get; }

    /// <inheritdoc/>
    public override long Flops =>
        ForwardFlops(Generator) + (4 * ForwardFlops(Discriminator)) + (2 * InputFlops(Discriminator, first: false))
        + (2 * ForwardFlops(Generator)) + InputFlops(Generator, first: false)
        + ForwardFlops(Discriminator) + InputFlops(Discriminator, first: true);

    /// <summary>The article's networks: G 32 → 128 relu → 784 sigmoid, D 784 → 1.</summary>
    public static GanStep Article(StepData data, float learningRate) => new(
        data,
        learningRate,
        Create(0, 32, new Dense(32, 128), new Relu(), new Dense(128, StepData.Pixels), new Sigmoid()),
        Create(1, StepData.Pixels, new Dense(StepData.Pixels, 1)));

    /// <summary>
    /// Wide ones: G 100 → 256 → 512 → 1024 → 784, D 784 → 1024 → 512 → 256 → 1, leaky relu; sigmoid after G.
    /// </summary>
    public static GanStep Wide(StepData data, float learningRate) => new(
        data, learningRate, Create(0, 100, [.. Chain(100, 256, 512, 1024, StepData.Pixels), new Sigmoid()]),
            Create(1, StepData.Pixels, [.. Chain(StepData.Pixels, 1024, 512, 256, 1)]));

    /// <inheritdoc/>
    protected override float Run(int step) => UpdateDiscriminator(step) + UpdateGenerator(step);

    /// <summary>
    /// The draw of noise that a step's discriminator update takes; the next one is for its generator update.
    /// </summary>
    public static int FirstDraw(int step) => 2 * step;

    private float UpdateDiscriminator(int step)
    {
        FillNoise(FirstDraw(step), _z);
        Matrix samples = Generator.Forward(_generatorPass, _z);
        float loss = Judge(_realPass, Data.Images(step), _ones) + Judge(_generatedPass, samples, _zeros);
        Discriminator.BackwardFromLogits(_realPass, _realPass.DLogits, default, ParameterGradients.Accumulate);
        Discriminator.BackwardFromLogits(
            _generatedPass, _generatedPass.DLogits, default, ParameterGradients.Accumulate);
        _discriminatorOptimizer.Step(LearningRate);
        return loss;
    }

    private float UpdateGenerator(int step)
    {
        FillNoise(FirstDraw(step) + 1, _z);
        Matrix samples = Generator.Forward(_generatorPass, _z);
        float loss = Judge(_generatedPass, samples, _ones);
        Discriminator.BackwardFromLogits(_generatedPass, _generatedPass.DLogits, _dSamples, ParameterGradients.Skip);
        Generator.Backward(_generatorPass, _dSamples, default, ParameterGradients.Accumulate);
        _generatorOptimizer.Step(LearningRate);
        return loss;
    }

    private float Judge(Workspace pass, Matrix samples, Matrix target) =>
        Compute(CrossEntropy, Discriminator.ForwardToLogits(pass, samples), target, pass);

    private static IEnumerable<Layer> Chain(params int[] widths)
    {
        for (int i = 0; i + 1 < widths.Length; i++)
        {
            yield return new Dense(widths[i], widths[i + 1]);
            if (i + 2 < widths.Length)
            {
                yield return new LeakyRelu();
            }
        }
    }
}
