using Scratch.Benchmarks.Steps;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Sequential = TorchSharp.Modules.Sequential;

namespace Scratch.Benchmarks.Peers;

/// <summary><c>step-vae</c>.</summary>
internal sealed class TorchVaeStep : TorchStep
{
    private readonly Sequential _encoder;
    private readonly Sequential _decoder;
    private readonly Adam _optimizer;

    public TorchVaeStep(VaeStep step, TorchNoise noise)
        : base(step, noise)
    {
        (_encoder, _decoder) = (TorchTensors.From(step.Encoder), TorchTensors.From(step.Decoder));
        _optimizer = optim.Adam(_encoder.parameters().Concat(_decoder.parameters()), LearningRate);
    }

    protected override float Run(int step)
    {
        Tensor x = Images(step);
        _optimizer.zero_grad();
        Tensor heads = _encoder.call(x);
        Tensor mean = heads.narrow(1, 0, VaeStep.Latent), logVariance = heads.narrow(1, VaeStep.Latent, VaeStep.Latent);
        Tensor z = mean + ((logVariance * 0.5f).exp() * Noise(step, VaeStep.Latent));
        Tensor reconstruction = nn.functional.binary_cross_entropy_with_logits(_decoder.call(z), x, reduction: nn.Reduction.Sum);
        Tensor divergence = -0.5f * (1 + logVariance - mean.square() - logVariance.exp()).sum();
        Tensor loss = (reconstruction + divergence) / StepData.Batch;
        loss.backward();
        _optimizer.step();
        return loss.item<float>();
    }
}
