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

    protected override float Run(int step) =>
        Update(_encoder, _decoder, _optimizer, Images(step), Noise(step, VaeStep.Latent)).item<float>();

    /// <summary>One update; the loss of the batch, before it.</summary>
    /// <param name="encoder">To [μ | log σ²].</param>
    /// <param name="decoder">To logits.</param>
    /// <param name="optimizer">Of both.</param>
    /// <param name="x">The batch.</param>
    /// <param name="noise">As wide as a prompt.</param>
    public static Tensor Update(Sequential encoder, Sequential decoder, Adam optimizer, Tensor x, Tensor noise)
    {
        optimizer.zero_grad();
        Tensor heads = encoder.call(x);
        long latent = noise.shape[1];
        Tensor mean = heads.narrow(1, 0, latent), logVariance = heads.narrow(1, latent, latent);
        Tensor z = mean + ((logVariance * 0.5f).exp() * noise);
        Tensor reconstruction =
            nn.functional.binary_cross_entropy_with_logits(decoder.call(z), x, reduction: nn.Reduction.Sum);
        Tensor divergence = -0.5f * (1 + logVariance - mean.square() - logVariance.exp()).sum();
        Tensor loss = (reconstruction + divergence) / StepData.Batch;
        loss.backward();
        optimizer.step();
        return loss.detach();
    }
}
