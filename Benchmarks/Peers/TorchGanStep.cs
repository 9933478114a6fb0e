using Scratch.Benchmarks.Steps;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Sequential = TorchSharp.Modules.Sequential;

namespace Scratch.Benchmarks.Peers;

/// <summary><c>step-gan</c> and <c>step-gan-wide</c>.</summary>
internal sealed class TorchGanStep : TorchStep
{
    private readonly Sequential _generator;
    private readonly Sequential _discriminator;
    private readonly Parameter[] _discriminatorParameters;
    private readonly Adam _generatorOptimizer;
    private readonly Adam _discriminatorOptimizer;
    private readonly int _latent;
    private readonly Tensor _ones = ones(StepData.Batch, 1);
    private readonly Tensor _zeros = zeros(StepData.Batch, 1);

    public TorchGanStep(GanStep step, TorchNoise noise)
        : base(step, noise)
    {
        _latent = step.Generator.Inputs;
        (_generator, _discriminator) = (TorchTensors.From(step.Generator), TorchTensors.From(step.Discriminator));
        _discriminatorParameters = [.. _discriminator.parameters()];
        _generatorOptimizer = optim.Adam(_generator.parameters(), LearningRate);
        _discriminatorOptimizer = optim.Adam(_discriminatorParameters, LearningRate);
    }

    protected override float Run(int step)
    {
        Tensor discriminator = UpdateDiscriminator(Images(step), GanStep.FirstDraw(step));
        Tensor generator = UpdateGenerator(GanStep.FirstDraw(step) + 1);
        return (discriminator + generator).item<float>();
    }

    private Tensor UpdateDiscriminator(Tensor x, int draw)
    {
        Tensor samples;
        using (no_grad())
        {
            samples = _generator.call(Noise(draw, _latent));
        }
        _discriminatorOptimizer.zero_grad();
        Tensor loss = Loss(_discriminator.call(x), _ones) + Loss(_discriminator.call(samples), _zeros);
        loss.backward();
        _discriminatorOptimizer.step();
        return loss.detach();
    }

    private Tensor UpdateGenerator(int draw)
    {
        TorchTensors.RequireGradients(_discriminatorParameters, false); // only its input's gradient is wanted here
        _generatorOptimizer.zero_grad();
        Tensor loss = Loss(_discriminator.call(_generator.call(Noise(draw, _latent))), _ones);
        loss.backward();
        _generatorOptimizer.step();
        TorchTensors.RequireGradients(_discriminatorParameters, true);
        return loss.detach();
    }

    private static Tensor Loss(Tensor logits, Tensor target) =>
        nn.functional.binary_cross_entropy_with_logits(logits, target);
}
