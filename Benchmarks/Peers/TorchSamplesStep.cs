using Scratch.Benchmarks.Steps;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Sequential = TorchSharp.Modules.Sequential;

namespace Scratch.Benchmarks.Peers;

/// <summary><c>step-samples</c>.</summary>
internal sealed class TorchSamplesStep : TorchStep
{
    private readonly Sequential _encoder;
    private readonly Sequential _decoder;
    private readonly Sequential _generator;
    private readonly Sequential _discriminator;
    private readonly Parameter[] _discriminatorParameters;
    private readonly Adam _autoencoderOptimizer;
    private readonly Adam _generatorOptimizer;
    private readonly Adam _discriminatorOptimizer;
    private readonly TorchAverage _average;
    private readonly Tensor _ones = ones(StepData.Batch, 1);
    private readonly Tensor _zeros = zeros(StepData.Batch, 1);

    public TorchSamplesStep(SamplesStep step, TorchNoise noise)
        : base(step, noise)
    {
        (_encoder, _decoder) = (TorchTensors.From(step.Encoder), TorchTensors.From(step.Decoder, toLogits: true));
        (_generator, _discriminator) = (TorchTensors.From(step.Generator), TorchTensors.From(step.Discriminator));
        _discriminatorParameters = [.. _discriminator.parameters()];
        _autoencoderOptimizer = optim.Adam(_encoder.parameters().Concat(_decoder.parameters()), LearningRate);
        _generatorOptimizer = optim.Adam(_generator.parameters(), LearningRate, beta1: SamplesStep.Beta1);
        _discriminatorOptimizer = optim.Adam(_discriminatorParameters, LearningRate, beta1: SamplesStep.Beta1);
        _average = new TorchAverage([.. _generator.parameters()], SamplesStep.AverageDecay);
    }

    protected override float Run(int step)
    {
        Tensor autoencoder = TorchVaeStep.Update(
            _encoder, _decoder, _autoencoderOptimizer, Images(step),
                Noise(SamplesStep.AutoencoderDraw(step), SamplesStep.Latent));
        Tensor discriminator = UpdateDiscriminator(step);
        Tensor generator = UpdateGenerator(step);
        _average.Update();
        return (autoencoder + discriminator + generator).item<float>();
    }

    private Tensor UpdateDiscriminator(int step)
    {
        Tensor samples;
        using (no_grad())
        {
            samples = _generator.call(Prompts(step, turn: 0));
        }
        _discriminatorOptimizer.zero_grad();
        bool isPenalised = step % SamplesStep.PenaltyInterval == 0;
        Tensor x = isPenalised ? Images(step).detach().requires_grad_(true) : Images(step);
        Tensor ofReal = _discriminator.call(x);
        Tensor loss = Loss(ofReal, _ones) + Loss(_discriminator.call(samples), _zeros);
        if (isPenalised)
        {
            // of the pass that is there already
            Tensor gradient = autograd.grad([ofReal.sum()], [x], retain_graph: true, create_graph: true)[0];
            loss += 0.5f * SamplesStep.PenaltyWeight * SamplesStep.PenaltyInterval / StepData.Batch
                * gradient.square().sum();
        }
        loss.backward(inputs: _discriminatorParameters);
        _discriminatorOptimizer.step();
        return loss.detach();
    }

    private Tensor UpdateGenerator(int step)
    {
        TorchTensors.RequireGradients(_discriminatorParameters, false); // only its input's gradient is wanted here
        _generatorOptimizer.zero_grad();
        Tensor loss = Loss(_discriminator.call(_generator.call(Prompts(step, turn: 1))), _ones);
        loss.backward();
        _generatorOptimizer.step();
        TorchTensors.RequireGradients(_discriminatorParameters, true);
        return loss.detach();
    }

    private Tensor Prompts(int step, int turn) =>
        Noise(SamplesStep.Latent, prompts => SamplesStep.FillPrompts(step, turn, prompts));

    private static Tensor Loss(Tensor logits, Tensor target) =>
        nn.functional.binary_cross_entropy_with_logits(logits, target);
}
